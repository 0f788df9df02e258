// Writes down who changed which record, in the collection `audit_log` that superusers see. Off until AUDIT_COLLECTIONS is set:
// names of collections, separated by commas, or * for all but those of the system.
//
// An entry is written in the transaction of the change: there is none without the other. Changes by plugins and migrations are no
// requests and not in it.
import { definePlugin, type AppApi, type AuthRecord, type Collection, type HookEvent, type LooseRecord } from "baobox";

const LOG = "audit_log";

interface Change {
  readonly app: AppApi;
  readonly auth: AuthRecord | null;
  readonly collection: Collection;
}

type Values = Readonly<LooseRecord> | null;

export default definePlugin((app) => {
  const names = (process.env["AUDIT_COLLECTIONS"] ?? "").split(",").flatMap((name) => name.trim() || []);
  if (names.length === 0) return;
  const only = names.includes("*") ? [] : names;

  app.onServe(async (e) => {
    if (e.app.collections.find(LOG) === null) await createLog(e.app);
    await e.next();
  });
  app.onRecordCreateRequest(only, (e) =>
    together(e, async () => {
      await e.next();
      await write(e, "create", { before: null, after: { ...e.record } });
    }),
  );
  app.onRecordUpdateRequest(only, (e) =>
    together(e, async () => {
      const before = e.original;
      await e.next();
      await write(e, "update", { before, after: { ...e.record } });
    }),
  );
  app.onRecordDeleteRequest(only, (e) =>
    together(e, async () => {
      const before = { ...e.record };
      await e.next();
      await write(e, "delete", { before, after: null });
    }),
  );
});

/** Has all that the event goes on to do be one transaction. */
async function together(e: HookEvent, work: () => Promise<void>): Promise<void> {
  const outer = e.app;
  await outer.transaction(async (tx) => {
    e.app = tx;
    await work();
  });
  e.app = outer;
}

async function write(
  { app, auth, collection }: Change,
  action: string,
  { before, after }: { before: Values; after: Values },
): Promise<void> {
  if (collection.system || collection.name === LOG) return;
  await app.records.create(LOG, {
    action,
    collection: collection.name,
    record: (after ?? before)?.id,
    actor: auth?.id,
    actorCollection: auth?.collectionName,
    changes: changesOf(collection, before, after),
  });
}

/** By field, without hidden ones: `[before, after]`. */
function changesOf({ fields }: Collection, before: Values, after: Values): Record<string, [unknown, unknown]> {
  const changes: Record<string, [unknown, unknown]> = {};
  for (const { name, hidden } of fields) {
    const pair: [unknown, unknown] = [before?.[name] ?? null, after?.[name] ?? null];
    if (!hidden && !Bun.deepEquals(pair[0], pair[1])) changes[name] = pair;
  }
  return changes;
}

async function createLog(app: AppApi): Promise<void> {
  const texts = ["action", "collection", "record", "actor", "actorCollection"].map((name) => ({ name, type: "text" }));
  await app.collections.create({
    name: LOG,
    type: "base",
    fields: [...texts, { name: "changes", type: "json" }, { name: "created", type: "autodate", onCreate: true }],
    indexes: [
      `CREATE INDEX idx_${LOG}_record ON ${LOG} (collection, record)`,
      `CREATE INDEX idx_${LOG}_created ON ${LOG} (created)`,
    ],
  });
}
