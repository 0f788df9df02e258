import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Engine } from "../../database/engine.ts";
import { deleteParam, listParams, saveParam } from "../params/param-rows.ts";

const OwedDeletion = Type.Object({
  id: Type.String(),
  store: Type.Union([Type.Literal("files"), Type.Literal("backups")]),
  /** Where the store was then, by `ConfiguredStore.place`. */
  place: Type.String(),
  kind: Type.Union([Type.Literal("file"), Type.Literal("folder"), Type.Literal("upload")]),
  key: Type.String(),
  uploadId: Type.Union([Type.String(), Type.Null()]),
  /** A date as records have it. */
  since: Type.String(),
  /** Of folders: whether something was written there since. */
  reused: Type.Boolean(),
});
export type OwedDeletion = Static<typeof OwedDeletion>;

const PREFIX = "owedDeletion:";

/** Rows that can't be read are left out. */
export async function loadOwed(database: Engine, limit: number): Promise<OwedDeletion[]> {
  const rows = await listParams(database, PREFIX, limit);
  return rows.flatMap(({ value }) => {
    const deletion: unknown = JSON.parse(String(value));
    return Value.Check(OwedDeletion, deletion) ? [deletion] : [];
  });
}

export interface OwedRow {
  readonly id: string;
  /** Null: not owed any longer. */
  readonly deletion: OwedDeletion | null;
}

export async function saveOwed(database: Engine, rows: readonly OwedRow[]): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const { id, deletion } of rows) {
      await deleteParam(transaction, PREFIX + id);
      if (deletion === null) continue;
      await saveParam(transaction, { id: PREFIX + id, value: JSON.stringify(deletion), date: deletion.since });
    }
  });
}
