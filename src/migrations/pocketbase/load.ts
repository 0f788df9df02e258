import { createRequire } from "node:module";
import { Script } from "node:vm";
import type { Migration, MigrationApp } from "../migration.ts";
import { type PocketBaseApp, PocketBaseCalls } from "./app.ts";
import { CollectionDraft, FieldDraft, FieldTypes, RecordDraft, unmarshal } from "./drafts.ts";

type Action = (app: PocketBaseApp) => unknown;

interface Registered {
  readonly up: Action | undefined;
  readonly down: Action | undefined;
}

/**
 * Runs a file that PocketBase wrote, `migrate(up, down)`. There everything is synchronous; so what it saves and deletes is noted, and
 * done in that order once it returns. What reads records or rows can't be had this way, and is an error that says so.
 */
export function loadPocketBaseMigration(file: string, source: string): Migration {
  const registered: Registered[] = [];
  const globals = {
    migrate: (up?: Action, down?: Action) => void registered.push({ up, down }),
    Collection: CollectionDraft,
    Field: FieldDraft,
    Record: RecordDraft,
    unmarshal,
    require: createRequire(file),
    ...FieldTypes,
  };
  // In one line with the file's first, so that its lines have their numbers.
  const wrapped = `(function (${Object.keys(globals).join(", ")}) {${source}\n})`;
  const run = new Script(wrapped, { filename: file }).runInThisContext() as (...values: unknown[]) => void;
  run(...Object.values(globals));
  const perform = async (app: MigrationApp, actions: readonly (Action | undefined)[]): Promise<void> => {
    for (const action of actions) {
      const calls = new PocketBaseCalls(app);
      action?.(calls.app);
      await calls.perform();
    }
  };
  return {
    up: (app) =>
      perform(
        app,
        registered.map(({ up }) => up),
      ),
    down: (app) => perform(app, registered.map(({ down }) => down).toReversed()),
  };
}
