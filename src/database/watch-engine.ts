import type { Logger } from "../lib/log.ts";
import { LruMap } from "../lib/lru-map.ts";
import type { SpanStart, SpanValues, Tracing } from "../lib/tracing.ts";
import type { Connection, Engine, ReadById, Row, SqlValue, Transaction, TransactionOptions } from "./engine.ts";

/** What is done around each statement. Parameters are left out: they hold what users keep secret. */
interface Around {
  statement<T>(sql: string, run: () => Promise<T>): Promise<T>;
  /** What an operator wrote, with values in it. */
  script<T>(sql: string, run: () => Promise<T>): Promise<T>;
  transaction<T>(run: () => Promise<T>): Promise<T>;
}

/** So much of a statement says what it is. */
const MAX_SQL_LENGTH = 2_000;
/** Statements whose description is kept. */
const MAX_KNOWN = 1_000;
const TABLE = /\b(?:FROM|INTO|UPDATE)\s+[`"[]?(\w+)/i;

/** The engine itself, or one around it: with its statements in traces and in the log, where there are any. */
export function watchEngine(engine: Engine, tracing: Tracing | null, log: Logger | null): Engine {
  const traced = tracing === null ? engine : traceEngine(engine, tracing);
  return log === null ? traced : logStatements(traced, log);
}

/** With a line in the log for each statement. */
function logStatements(engine: Engine, log: Logger): Engine {
  const statement = <T>(sql: string, run: () => Promise<T>): Promise<T> => timed(log, sql, run);
  return surround(engine, { statement, script: statement, transaction: (run) => run() });
}

/** With a part of the trace for each statement and transaction. */
function traceEngine(engine: Engine, tracing: Tracing): Engine {
  const system = { "db.system.name": engine.dialect.name };
  const known = new LruMap<string, SpanStart>(MAX_KNOWN);
  const startOf = (sql: string): SpanStart => {
    let start = known.get(sql);
    if (start === undefined) known.set(sql, (start = statementSpan(sql, system)));
    return start;
  };
  return surround(engine, {
    statement: (sql, run) => (tracing.isRecording ? tracing.span(startOf(sql), run) : run()),
    script: (_, run) => tracing.span({ name: "script", kind: "client", values: system }, run),
    transaction: (run) => tracing.span({ name: "transaction", kind: "client", values: system }, run),
  });
}

function statementSpan(sql: string, system: SpanValues): SpanStart {
  const [operation = ""] = /\w+/.exec(sql) ?? [];
  const table = TABLE.exec(sql)?.[1];
  const name = table === undefined ? operation : `${operation} ${table}`;
  const text = plainSql(sql.slice(0, MAX_SQL_LENGTH));
  return { name, kind: "client", values: { ...system, "db.operation.name": operation, "db.query.text": text } };
}

function surround(engine: Engine, around: Around): Engine {
  const { rowWriter } = engine;
  return {
    ...surroundConnection(engine, around),
    transaction: (work, options?: TransactionOptions) =>
      around.transaction(() =>
        engine.transaction((transaction) => work(surroundTransaction(transaction, around)), options),
      ),
    rowWriter: {
      write: (row, parameters, note) => around.statement(row.one, () => rowWriter.write(row, parameters, note)),
    },
    snapshot: (work) => engine.snapshot((connection) => work(surroundConnection(connection, around))),
    foreignChanges: () => engine.foreignChanges(),
    versionOf: (sql) => engine.versionOf(sql),
    versionOfTable: (table) => engine.versionOfTable(table),
    mayBeWrittenSince: (table, commit) => engine.mayBeWrittenSince(table, commit),
    get hasOtherWriters() {
      return engine.hasOtherWriters;
    },
    heavyTables: (tables) => engine.heavyTables(tables),
    copyTo: (file, signal) => engine.copyTo(file, signal),
    runScript: (script, options) => around.script(script, () => engine.runScript(script, options)),
    checkpoint: () => engine.checkpoint(),
    findDamage: (isThorough) => engine.findDamage(isThorough),
    measure: () => engine.measure(),
    optimize: () => engine.optimize(),
    events: engine.events,
    watch: engine.watch,
    searches: engine.searches,
    figures: () => engine.figures(),
    close: () => engine.close(),
  };
}

function surroundTransaction(transaction: Transaction, around: Around): Transaction {
  return {
    ...surroundConnection(transaction, around),
    lock: (name) => transaction.lock(name),
    versionOfTable: (table) => transaction.versionOfTable(table),
    markTable: (table) => transaction.markTable(table),
    writtenRows: () => transaction.writtenRows(),
    orderOf: (key) => transaction.orderOf(key),
    tell: (name, message) => transaction.tell(name, message),
    afterCommit: (work) => transaction.afterCommit(work),
    afterRollback: (work) => transaction.afterRollback(work),
  };
}

function surroundConnection(connection: Connection, around: Around): Connection {
  return {
    dialect: connection.dialect,
    inPlace: null,
    schema: connection.schema,
    all: <T extends object = Row>(sql: string, parameters?: readonly SqlValue[], maxBytes?: number) =>
      around.statement(sql, () => connection.all<T>(sql, parameters, maxBytes)),
    get: <T extends object = Row>(sql: string, parameters?: readonly SqlValue[]) =>
      around.statement(sql, () => connection.get<T>(sql, parameters)),
    getById: <T extends object = Row>(read: ReadById, id: string, others?: readonly SqlValue[]) =>
      around.statement(read.one, () => connection.getById<T>(read, id, others)),
    run: (sql, parameters) => around.statement(sql, () => connection.run(sql, parameters)),
  };
}

async function timed<T>(log: Logger, sql: string, run: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  try {
    return await run();
  } finally {
    log.debug(`${(performance.now() - startedMs).toFixed(2)} ms  ${plainSql(sql)}`);
  }
}

/** On one line. */
function plainSql(sql: string): string {
  return sql.replaceAll(/\s+/g, " ").trim();
}
