import { client } from "./client.ts";

/** The server's limits. */
export const SQL_LIMITS = { rows: 1000, bytes: 5000, minutes: 3 } as const;

export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** All values as texts, or null. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly affectedRows: number;
  /** In milliseconds, at the server. */
  readonly execTime: number;
}

/** Runs the statements and gives the rows of the last one. */
export async function runSql(query: string, signal: AbortSignal): Promise<SqlResult> {
  return client.send<SqlResult>("/api/sql", { method: "POST", body: { query }, signal });
}
