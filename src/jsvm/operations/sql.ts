import type { Connection, Row, SqlValue, Statement } from "../../database/engine.ts";
import { isReadOnly } from "../../database/sqlite/errors.ts";
import { sqliteErrorText } from "../../database/sqlite/error-text.ts";
import { splitScript } from "../../database/sqlite/split-script.ts";
import { NoRowError } from "../../lib/api-error.ts";
import { inTransaction } from "../../model/context.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import { withGoFields } from "../go-fields.ts";
import type { OperationCall, Operations } from "../operation.ts";
import type { SentRecord } from "../wire.ts";
import { compileStatement } from "./sql-statement.ts";
import { controlTransaction, noteUndone } from "./transaction-control.ts";

const READS = /^\s*(?:SELECT|WITH|VALUES|EXPLAIN)\b/i;
const INSERTS = /^\s*(?:INSERT|REPLACE)\b/i;

/** Statements with `{:name}` placeholders: text, values, whether the auxiliary database is meant, and a collection for records. */
export const sqlOperations: Operations = {
  async "sql.execute"(call) {
    let result = { changes: 0, lastId: 0 };
    // One after the other, as the driver of PocketBase does it.
    const statements = splitScript(call.text(0));
    for (const sql of statements.length === 0 ? [call.text(0)] : statements) {
      if (!(await controlTransaction(call, sql, isAuxiliary(call)))) result = await execute(call, sql);
    }
    return result;
  },

  "sql.all": (call) => rowsOf(call),

  async "sql.one"(call) {
    const [row] = await rowsOf(call);
    if (row === undefined) throw new NoRowError();
    return row;
  },

  "sql.records": (call) => recordsOf(call),

  async "sql.oneRecord"(call) {
    const records = await recordsOf(call);
    if (records.length === 0) throw new NoRowError();
    return records.slice(0, 1);
  },

  /** The keys of the collections in a query for rows of `_collections`. */
  async "sql.collections"(call) {
    const collections = call.context.collections.current();
    return (await rowsOf(call)).flatMap(({ id }) => {
      const collection = collections.find(String(id));
      return collection === undefined ? [] : [call.frame.keyOf(collection)];
    });
  },
};

async function recordsOf(call: OperationCall): Promise<SentRecord[]> {
  const collection = call.collection(3);
  return (await rowsOf(call)).map((row) => call.frame.encode(recordFromRow(collection, row)));
}

async function rowsOf(call: OperationCall): Promise<Row[]> {
  if (await controlTransaction(call, call.text(0), isAuxiliary(call))) return [];
  const { sql, parameters } = compiled(call, call.text(0));
  const rows = await named(async () => (await read(call, sql, parameters)).map(textRow));
  await noteUndone(call, sql);
  return rows;
}

async function read(call: OperationCall, sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
  if (READS.test(sql)) {
    try {
      return await (isAuxiliary(call) ? call.auxiliary : call.context.connection).all(sql, parameters);
    } catch (error) {
      // Such as WITH … INSERT … RETURNING.
      if (!isReadOnly(error)) throw error;
    }
  }
  return writing(call, (connection) => connection.all(sql, parameters));
}

async function execute(call: OperationCall, text: string): Promise<{ changes: number; lastId: number }> {
  const { sql, parameters } = compiled(call, text);
  return named(async () => {
    if (!INSERTS.test(sql)) {
      const connection = isAuxiliary(call) ? auxiliaryWriter(call) : call.writeContext.connection;
      const { changes } = await connection.run(sql, parameters);
      await noteUndone(call, sql);
      return { changes, lastId: 0 };
    }
    return writing(call, async (connection) => {
      const { changes } = await connection.run(sql, parameters);
      const row = await connection.get<{ id: number }>(`SELECT ${connection.dialect.expressions.lastRowId} AS id`);
      return { changes, lastId: row?.id ?? 0 };
    });
  });
}

function compiled(call: OperationCall, text: string): Statement {
  return compileStatement(text, call.object(1), call.context.connection.dialect);
}

/** Works in one transaction of the database that is meant. */
function writing<T>(call: OperationCall, work: (connection: Connection) => Promise<T>): Promise<T> {
  if (isAuxiliary(call)) return call.writeAuxiliary(work);
  return inTransaction(call.writeContext, ({ connection }) => work(connection));
}

function auxiliaryWriter({ frame, app, context }: OperationCall): Connection {
  return frame.auxiliaryWriter(app) ?? context.auxiliary;
}

function isAuxiliary({ args }: OperationCall): boolean {
  return args[2] === true;
}

/** What goes wrong reads as by PocketBase's driver, which scripts look for. */
async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const text = sqliteErrorText(error);
    const [, code] = /\((\d+)\)$/.exec(text) ?? [];
    throw withGoFields(new Error(text, { cause: error }), code === undefined ? {} : { code: Number(code) });
  }
}

/** Bytes and large numbers as the texts that scripts read them from. */
function textRow(row: Row): Row {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) row[name] = new TextDecoder().decode(value);
    else if (typeof value === "bigint") row[name] = Number(value);
  }
  return row;
}
