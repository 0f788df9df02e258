import type { HookEvent } from "../lib/hook.ts";
import type { Collection } from "../model/collections/collection.ts";
import { type Context, inTransaction } from "../model/context.ts";
import type { CollectionEvent } from "../model/hook-events.ts";
import { markApplied } from "./history.ts";
import { newMigrationName, writeMigrationFile } from "./migration-files.ts";
import { type Change, changesMigration } from "./write-migration.ts";

/** Before the handlers of plugins: what they change of the collection is a part of the change. */
const FIRST = -1_000_000;

/**
 * Writes a migration for each change of collections that a superuser makes by the API, as PocketBase does: what code changes is in
 * the code. It is marked as applied, for here it is.
 */
export function writeMigrationsOfChanges(context: Context, folder: string): void {
  const { hooks } = context;
  const turns = new Turns();
  const write = (words: string, changes: readonly Change[]): Promise<void> =>
    turns.take(() => writeChanges(context, folder, { words, changes }));
  const all = (): readonly Collection[] => context.collections.current().all;
  const find = (id: string): Collection | null => context.collections.current().byId(id) ?? null;
  const watch = (verb: string) => async (event: CollectionEvent & HookEvent) => {
    const before = find(event.collection.id);
    await event.next();
    const { id, name } = event.collection;
    await write(`${verb} ${before?.name ?? name}`, [{ before, after: find(id) }]);
  };
  const bind = { id: "automigrate", priority: FIRST };
  hooks.onCollectionCreateRequest.bind({ ...bind, run: watch("created") });
  hooks.onCollectionUpdateRequest.bind({ ...bind, run: watch("updated") });
  hooks.onCollectionDeleteRequest.bind({ ...bind, run: watch("deleted") });
  hooks.onCollectionsImportRequest.bind({
    ...bind,
    async run(event) {
      const before = all();
      await event.next();
      await write("imported collections", changesBetween(before, all()));
    },
  });
}

function changesBetween(before: readonly Collection[], after: readonly Collection[]): Change[] {
  const gone = before.filter(({ id }) => !after.some((collection) => collection.id === id));
  return [
    ...after.map((collection) => ({
      before: before.find(({ id }) => id === collection.id) ?? null,
      after: collection,
    })),
    ...gone.map((collection) => ({ before: collection, after: null })),
  ];
}

interface Written {
  readonly words: string;
  readonly changes: readonly Change[];
}

/** The change itself is done: where the file can't be written, that is logged. */
async function writeChanges(context: Context, folder: string, { words, changes }: Written): Promise<void> {
  const text = changesMigration(changes, context.database.dialect.schema);
  if (text === null) return;
  try {
    const name = await newMigrationName(folder, words);
    await inTransaction(context, async ({ connection }) => {
      await markApplied(connection, name);
      await writeMigrationFile(folder, name, text);
    });
    context.log.info("wrote a migration of the change", { file: name });
  } catch (error) {
    context.log.error("no migration was written for a change of a collection", { words, error: String(error) });
  }
}

/** One after the other, so that each file has a name of its own. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  take(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
