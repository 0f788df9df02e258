import { SQL } from "bun";
import {
  DatabaseFullError,
  DatabaseOverloadedError,
  DatabaseUnavailableError,
  QueryTimeoutError,
  UniqueConstraintError,
} from "../engine.ts";
import { ViewSqlError } from "../view-sql/view-sql-error.ts";

/** SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = "23505";
const QUERY_CANCELED = "57014";
const LOCK_NOT_AVAILABLE = "55P03";
const TOO_MANY_CONNECTIONS = "53300";
const DISK_FULL = "53100";
/** The statement can't be run within a transaction, as VACUUM. */
export const NOT_IN_TRANSACTION = "25001";
/** The server ends, was ended or is starting. */
const SHUTDOWNS: ReadonlySet<string> = new Set(["57P01", "57P02", "57P03", "58030"]);
const CONNECTION_CLASS = "08";
/** The driver's own, such as ERR_POSTGRES_CONNECTION_CLOSED. */
const LOST = /^ERR_POSTGRES_(?:CONNECTION|IDLE|LIFETIME)|^ECONN|^EPIPE|^ETIMEDOUT/;

/** The five characters that PostgreSQL names an error by; undefined for errors of other origin. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof SQL.PostgresError && typeof error.errno === "string" ? error.errno : undefined;
}

/** Whether the connection is gone with it, so that nothing is known of what it was asked last. */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return SHUTDOWNS.has(state) || state.startsWith(CONNECTION_CLASS);
  return error instanceof Error && "code" in error && typeof error.code === "string" && LOST.test(error.code);
}

/** A prepared statement whose columns have changed their types since; it must be prepared anew under another text. */
export function isStalePlan(error: unknown): boolean {
  return sqlState(error) === "0A000" && error instanceof Error && error.message.includes("cached plan");
}

/** The error that callers of the engine see for what the driver threw. */
export function translateError(error: unknown): unknown {
  if (isConnectionLost(error))
    return new DatabaseUnavailableError("the connection to the database was lost", { cause: error });
  switch (sqlState(error)) {
    case UNIQUE_VIOLATION:
      return new UniqueConstraintError(uniqueColumns(error), error);
    case QUERY_CANCELED:
      return new QueryTimeoutError("the query took longer than its time limit and was ended", { cause: error });
    case LOCK_NOT_AVAILABLE:
      return new DatabaseOverloadedError("a lock that another transaction holds was not released in time", {
        cause: error,
      });
    case TOO_MANY_CONNECTIONS:
      return new DatabaseUnavailableError("the database has no connection left: raise its max_connections", {
        cause: error,
      });
    case DISK_FULL:
      return new DatabaseFullError("the disk of the database is full", { cause: error });
    case undefined:
    default:
      return error;
  }
}

/** The error as the SQL console and the errors of views and indexes show it. */
export function postgresErrorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const own = sqlState(error) === undefined && cause instanceof SQL.PostgresError ? cause : error;
  if (own !== error && error.message.includes(own.message)) return error.message;
  const state = sqlState(own);
  const hint = own instanceof SQL.PostgresError && typeof own.hint === "string" ? ` ${own.hint}` : "";
  if (own instanceof ViewSqlError) return `${KINDS["42"]}: ${own.message}`;
  if (state === undefined) return own.message;
  const kind = KINDS[state.slice(0, 2)];
  return `${kind === undefined ? "" : `${kind}: `}${own.message} (${state})${hint}`;
}

/** By the class of the error, in the words of PocketBase's driver for SQLite. */
const KINDS: Readonly<Record<string, string>> = { "23": "constraint failed", "42": "SQL logic error" };

/**
 * The columns in `Key (title, lower(slug))=(…) already exists.`; an expression other than the folding of case names no column.
 * The server leaves the detail out for roles that may not read the table.
 */
function uniqueColumns(error: unknown): string[] {
  if (!(error instanceof SQL.PostgresError)) return [];
  const { detail, table } = error;
  const list = /^Key \((.*?)\)=\(/s.exec(typeof detail === "string" ? detail : "")?.[1] ?? "";
  return list.split(", ").flatMap((part) => {
    const name = /^(?:lower\(\(?)?("(?:[^"]|"")+"|\w+)(?: COLLATE "C")?\)?(?:::text)?(?: COLLATE "C")?\)?$/.exec(
      part,
    )?.[1];
    return name === undefined
      ? []
      : [`${table}.${name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name}`];
  });
}
