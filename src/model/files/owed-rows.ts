import { Value } from "@sinclair/typebox/value";
import { OwedDeletion } from "../protocol/owed-deletion.ts";
import type { Engine } from "../../database/engine.ts";
import { deleteParam, listParams, saveParam } from "../params/param-rows.ts";

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
