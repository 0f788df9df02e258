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
  try {
    (0, eval)(`${code}\n//# sourceURL=${file}`);
    return { registrations: registrations.splice(0) };
  } catch (error) {
    return { registrations: registrations.splice(0), threw: thrownOf(error) };
  }
}
