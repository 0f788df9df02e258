import type { Connection, SqlValue } from "../../database/engine.ts";
import { NoRowError } from "../../lib/api-error.ts";
import type { OperationCall, Operations } from "../operation.ts";

const PLACEHOLDER = /\{:(\w+)\}/g;

/** Raw statements with `{:name}` placeholders. */
export const sqlOperations: Operations = {
  async "sql.execute"(call) {
    const { sql, parameters } = statementOf(call);
    const context = call.writeContext;
    const { changes } = await context.connection.run(sql, parameters);
    return { rowsAffected: changes };
  },

  async "sql.all"(call) {
    const { sql, parameters } = statementOf(call);
    return connectionOf(call).all(sql, parameters);
  },

  async "sql.one"(call) {
    const { sql, parameters } = statementOf(call);
    const row = await connectionOf(call).get(sql, parameters);
    if (row === null) throw new NoRowError();
    return row;
  },
};

/** The third argument says whether the auxiliary database is meant. */
function connectionOf(call: OperationCall): Connection {
  return call.args[2] === true ? call.context.auxiliary : call.context.connection;
}

function statementOf(call: OperationCall): { sql: string; parameters: SqlValue[] } {
  const params = call.object(1);
  const parameters: SqlValue[] = [];
  const sql = call.text(0).replaceAll(PLACEHOLDER, (_placeholder, name: string) => {
    parameters.push((params[name] ?? null) as SqlValue);
    return "?";
  });
  return {
    sql: sql.replaceAll(/\{\{(.*?)\}\}|\[\[(.*?)\]\]/g, (_all, table?: string, column?: string) =>
      quoted(call, table ?? column ?? ""),
    ),
    parameters,
  };
}

/** `{{table}}` and `[[column]]`, each part of a name by itself. */
function quoted({ context }: OperationCall, name: string): string {
  const { dialect } = context.connection;
  return name
    .split(".")
    .map((part) => (part === "*" ? part : dialect.quote(part)))
    .join(".");
}
