import type { Logger } from "../lib/log.ts";
import type { Connection, Engine, Row, SqlValue, Transaction, TransactionOptions } from "./engine.ts";

/** The engine with a line in the log for each statement. Parameters are left out: they hold what users keep secret. */
export function traceEngine(engine: Engine, log: Logger): Engine {
  const traced = traceConnection(engine, log);
  return {
    ...traced,
    transaction: (work, options?: TransactionOptions) =>
      engine.transaction((transaction) => work(traceTransaction(transaction, log)), options),
    foreignChanges: () => engine.foreignChanges(),
    lookForForeignChanges: () => engine.lookForForeignChanges(),
    versionOf: (sql) => engine.versionOf(sql),
    versionOfTable: (table) => engine.versionOfTable(table),
    copyTo: (file, signal) => engine.copyTo(file, signal),
    runScript: (script, options) => timed(log, script, () => engine.runScript(script, options)),
    checkpoint: () => engine.checkpoint(),
    findDamage: (isThorough) => engine.findDamage(isThorough),
    optimize: () => engine.optimize(),
    figures: () => engine.figures(),
    watch: engine.watch,
    close: () => engine.close(),
  };
}

function traceTransaction(transaction: Transaction, log: Logger): Transaction {
  return {
    ...traceConnection(transaction, log),
    lock: (name) => transaction.lock(name),
    writtenRows: () => transaction.writtenRows(),
    orderOf: (key) => transaction.orderOf(key),
    afterCommit: (work) => transaction.afterCommit(work),
    afterRollback: (work) => transaction.afterRollback(work),
  };
}

function traceConnection(connection: Connection, log: Logger): Connection {
  return {
    dialect: connection.dialect,
    schema: connection.schema,
    all: <T extends object = Row>(sql: string, parameters?: readonly SqlValue[], maxBytes?: number) =>
      timed(log, sql, () => connection.all<T>(sql, parameters, maxBytes)),
    get: <T extends object = Row>(sql: string, parameters?: readonly SqlValue[]) =>
      timed(log, sql, () => connection.get<T>(sql, parameters)),
    run: (sql, parameters) => timed(log, sql, () => connection.run(sql, parameters)),
  };
}

async function timed<T>(log: Logger, sql: string, run: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  try {
    return await run();
  } finally {
    log.debug(`${(performance.now() - startedMs).toFixed(2)} ms  ${sql.replaceAll(/\s+/g, " ").trim()}`);
  }
}
