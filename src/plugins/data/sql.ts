import type { SqlValue } from "../../database/engine.ts";
import { inTransaction } from "../../model/context.ts";
import type { Sql } from "../app-api.ts";
import { type ApiScope, onHost } from "../api-scope.ts";

const READS = /^\s*(?:SELECT|VALUES|EXPLAIN)\b/i;
const WITH = /^\s*WITH\b/i;
const WRITES = /\b(?:INSERT|UPDATE|DELETE|REPLACE)\b/i;

/** Statements that only read run beside writes, all others in a transaction. */
export function createSql(scope: ApiScope): Sql {
  return function sql<Row extends object>(
    text: TemplateStringsArray | string,
    ...values: readonly (SqlValue | readonly SqlValue[] | undefined)[]
  ): Promise<Row[]> {
    const statement = typeof text === "string" ? text : text.join("?");
    const parameters = (typeof text === "string" ? (values[0] ?? []) : values) as readonly SqlValue[];
    return located(
      onHost(scope, (context) =>
        isRead(statement)
          ? context.connection.all<Row>(statement, parameters)
          : inTransaction(context, ({ connection }) => connection.all<Row>(statement, parameters)),
      ),
    );
  };
}

/** An error of a driver tells where the driver was: the plugin that waits for it is found in the stack of one that is made here. */
async function located<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Error) error.stack = `${error.stack ?? ""}\n${new Error().stack ?? ""}`;
    throw error;
  }
}

function isRead(statement: string): boolean {
  return READS.test(statement) || (WITH.test(statement) && !WRITES.test(statement));
}
