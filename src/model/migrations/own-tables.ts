import type { Transaction } from "../../database/engine.ts";

/** Makes those tables of data.db that are no collections', but for those that are there. */
export async function createOwnTables(transaction: Transaction): Promise<void> {
  for (const statement of transaction.dialect.schema.dataTables) {
    const table = /^CREATE TABLE `(\w+)`/.exec(statement)?.[1];
    if (table === undefined || !(await transaction.schema.hasTable(table))) await transaction.run(statement);
  }
}
