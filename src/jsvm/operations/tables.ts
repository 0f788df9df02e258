import type { Connection } from "../../database/engine.ts";
import type { OperationCall, Operations } from "../operation.ts";

/** What the database holds: the first argument is the table, the second says that the auxiliary database is meant. */
export const tableOperations: Operations = {
  "tables.has": (call) => connectionOf(call).schema.hasTable(call.text(0)),

  async "tables.columns"(call) {
    return (await connectionOf(call).schema.columns(call.text(0))).map(({ name }) => name);
  },

  async "tables.info"(call) {
    const columns = await connectionOf(call).schema.columns(call.text(0));
    if (columns.length === 0) {
      throw new Error(`empty table info probably due to invalid or missing table ${call.text(0)}`);
    }
    return columns.map(({ name, type, notNull, primaryKey, defaultValue }, index) => ({
      pk: primaryKey ? 1 : 0,
      index,
      name,
      type,
      notNull,
      defaultValue: { string: defaultValue ?? "", valid: defaultValue !== null },
    }));
  },

  async "tables.indexes"(call) {
    const indexes = await connectionOf(call).schema.indexes(call.text(0));
    return Object.fromEntries(indexes.filter(({ sql }) => sql !== "").map(({ name, sql }) => [name, sql]));
  },

  async "tables.delete"(call) {
    const { connection } = call.writeContext;
    await connection.run(`DROP TABLE IF EXISTS ${connection.dialect.quote(call.text(0))}`);
  },

  async "tables.vacuum"(call) {
    await connectionOf(call).run("VACUUM");
  },
};

function connectionOf(call: OperationCall): Connection {
  return call.args[1] === true ? call.auxiliary : call.context.connection;
}
