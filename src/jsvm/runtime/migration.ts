import type { Thrown } from "../wire.ts";
import { App } from "./app.ts";
import { mayOverwrite } from "./built-ins.ts";
import { thrownOf } from "./errors.ts";
import { returnedFailure } from "./returned-failure.ts";
import { runScript } from "./run-script.ts";

/** Asks a new realm to run a migration file and then what it gives `migrate` for the direction. */
export interface MigrationMessage {
  readonly migration: { readonly file: string; readonly code: string; readonly direction: "up" | "down" };
}

export interface MigrationOutcome {
  /** Whether the file called `migrate`. */
  readonly isRegistered: boolean;
  readonly threw?: Thrown;
}

type Action = (app: App) => unknown;

interface Registered {
  readonly up: Action | null;
  readonly down: Action | null;
}

export function runMigration({ migration: { file, code, direction } }: MigrationMessage): MigrationOutcome {
  const overwrites = mayOverwrite(code);
  let registered: Registered | null = null;
  const migrate = (up?: unknown, down?: unknown): void => {
    const actions = { up: actionOf(up), down: actionOf(down) };
    // As in PocketBase, where the later ones have the name of a migration that was applied.
    registered ??= actions;
  };
  Object.assign(globalThis, { migrate });
  try {
    runScript(overwrites, () => (0, eval)(`${code}\n//# sourceURL=${file}`));
    // Null still, for TypeScript, which does not see the call of `migrate`.
    const action = (registered as Registered | null)?.[direction] ?? null;
    const failure = action === null ? null : returnedFailure(runScript(overwrites, () => action(new App(0))));
    if (failure !== null) throw failure;
    return { isRegistered: registered !== null };
  } catch (error) {
    return { isRegistered: true, threw: thrownOf(error) };
  }
}

function actionOf(value: unknown): Action | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "function") throw new TypeError("migrate takes functions: one for up and one for down");
  return value as Action;
}
