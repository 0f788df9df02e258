import { type Thrown } from "../wire.ts";
import { thrownOf } from "./errors.ts";
import {
  cronAdd,
  cronRemove,
  type Registration,
  registerHook,
  registrations,
  routerAdd,
  routerUse,
} from "./registrations.ts";
import { noteLoading } from "./stored-functions.ts";

/** Asks a realm to load a hook file: to run it once and tell what it registers. */
export interface LoadMessage {
  readonly load: { readonly file: string; readonly code: string; readonly hookNames: readonly string[] };
}

export interface LoadOutcome {
  readonly registrations: readonly Registration[];
  readonly threw?: Thrown;
}

/** What a file registered before it threw stays. */
export function loadFile({ load: { file, code, hookNames } }: LoadMessage): LoadOutcome {
  noteLoading();
  const hooks = hookNames.map((name) => [
    name,
    (handler: unknown, ...tags: readonly string[]): void => registerHook(name, handler, tags),
  ]);
  Object.assign(globalThis, Object.fromEntries(hooks), { cronAdd, cronRemove, routerAdd, routerUse });
  const serving: ServeHandler[] = [];
  const outer = showServe(serving);
  try {
    (0, eval)(`${code}\n//# sourceURL=${file}`);
    for (const handler of serving.splice(0)) handler({ app: outer, next: () => undefined });
    return { registrations: registrations.splice(0) };
  } catch (error) {
    return { registrations: registrations.splice(0), threw: thrownOf(error) };
  } finally {
    if (outer !== undefined) Reflect.deleteProperty(outer, "onServe");
  }
}

type ServeHandler = (event: { readonly app: unknown; next(): void }) => unknown;

/**
 * `$app.onServe().bindFunc((e) => { e.next(); cronAdd(…); })`, by which files register more once all is loaded. In PocketBase the
 * function runs in the runtime that loads them: here once its file has run.
 */
function showServe(serving: ServeHandler[]): object | undefined {
  const { $app: app } = globalThis as { $app?: object };
  const bindFunc = (handler: ServeHandler): void => void serving.push(handler);
  const bind = ({ func }: { readonly func: ServeHandler }): void => bindFunc(func);
  if (app !== undefined)
    Object.defineProperty(app, "onServe", { configurable: true, value: () => ({ bind, bindFunc }) });
  return app;
}
