import { DatabaseUnavailableError } from "../engine.ts";
import type { DatabaseUrl } from "./database-url.ts";
import { sqlState } from "./errors.ts";

/** A database that could not be opened, in one line with the remedy, without the password. */
export function openFailure(url: DatabaseUrl, error: unknown): Error {
  return new Error(`can't open the database ${url.shown}: ${reasonOf(error)}`, { cause: error });
}

/** Why it could not be opened, with the remedy. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (sqlState(error)) {
    case "28P01":
      return "the password is wrong";
    case "28000":
      return /no encryption/.test(message) ? `${message}: add ?sslmode=require to the URL` : message;
    case "42501":
      return `${message}: the role needs the rights to create schemas in the database, and tables in the schema public`;
    // One statement's name is known in another one's session.
    case "42P05":
    case "26000":
      return "a connection pooler in transaction mode is in between: give the URL of the server itself, or a pooler in session mode";
    case "08P01":
      return `${message}: it looks like a connection pooler, give the URL of the server itself`;
    case undefined:
    default:
  }
  if (code === "ERR_POSTGRES_TLS_NOT_AVAILABLE") return "the server has no TLS: leave sslmode out of the URL";
  if (code === "ERR_POSTGRES_CONNECTION_REFUSED") return "nothing answers there: check host, port and firewall";
  if (code === "ERR_POSTGRES_CONNECTION_TIMEOUT" || error instanceof DatabaseUnavailableError) {
    return "it does not answer: check host, port and firewall";
  }
  return message;
}
