import type { SqlValue, Transaction } from "../../database/engine.ts";
import { nowText } from "../../lib/dates.ts";

/** Makes those tables of data.db that are no collections', but for those that are there. */
export async function createOwnTables(transaction: Transaction): Promise<void> {
  for (const statement of transaction.dialect.schema.dataTables) {
    const table = /^CREATE TABLE `(\w+)`/.exec(statement)?.[1];
    if (table === undefined || !(await transaction.schema.hasTable(table))) await transaction.run(statement);
  }
}

export async function insertSettings(transaction: Transaction, value: SqlValue): Promise<void> {
  const now = nowText();
  await transaction.run(`INSERT INTO "_params" ("id", "value", "created", "updated") VALUES ('settings', ?, ?, ?)`, [
    value,
    now,
    now,
  ]);
}
