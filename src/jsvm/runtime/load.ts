import { type Thrown } from "../wire.ts";
import { asRuntime, mayOverwrite } from "./built-ins.ts";
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
import { runScript } from "./run-script.ts";
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
  const overwrites = mayOverwrite(code);
  for (const name of hookNames) {
    define(name, (handler: unknown, ...tags: readonly string[]) => registerHook(name, handler, tags));
  }
  for (const register of [cronAdd, cronRemove, routerAdd, routerUse]) define(register.name, register);
  const serving: ServeHandler[] = [];
  const outer = showServe(serving);
  try {
    runScript(overwrites, () => (0, eval)(`${code}\n//# sourceURL=${file}`));
    for (const handler of serving.splice(0)) {
      runScript(overwrites, () => handler({ app: outer, next: () => undefined }));
    }
    return { registrations: registrations.splice(0) };
  } catch (error) {
    return { registrations: registrations.splice(0), threw: thrownOf(error) };
  } finally {
    if (outer !== undefined) Reflect.deleteProperty(outer, "onServe");
  }
}

function define<Args extends readonly unknown[]>(name: string, register: (...args: Args) => void): void {
  Reflect.set(globalThis, name, (...args: Args) => asRuntime(() => register(...args)));
}

type ServeHandler = (event: { readonly app: unknown; next(): void }) => unknown;

/**
 * `$app.onServe().bindFunc((e) => { e.next(); cronAdd(…); })`, by which files register more once all is loaded. In PocketBase the
 * function runs in the runtime that loads them: here once its file has run.
 */
function showServe(serving: ServeHandler[]): object | undefined {
  const { $app: app } = globalThis as { $app?: object | null };
  const bindFunc = (handler: ServeHandler): void => void serving.push(handler);
  const bind = ({ func }: { readonly func: ServeHandler }): void => bindFunc(func);
  // A file before may have set it to anything.
  if (typeof app !== "object" || app === null) return undefined;
  Object.defineProperty(app, "onServe", { configurable: true, value: () => ({ bind, bindFunc }) });
  return app;
}
