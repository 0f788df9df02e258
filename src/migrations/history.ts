import type { Connection } from "../database/engine.ts";
import { systemMigrations } from "../model/migrations/known-migrations.ts";

interface Applied {
  readonly file: string;
  /** Microseconds since 1970; seconds where an early PocketBase wrote it. */
  readonly applied: number;
}

const SECONDS_END = 100_000_000_000;

/** The files that were applied, the last one first, without the steps of the format itself. */
export async function appliedMigrations(connection: Connection): Promise<string[]> {
  const rows = await connection.all<Applied>(`SELECT "file", "applied" FROM "_migrations"`);
  return rows
    .filter(({ file }) => !systemMigrations.includes(file))
    .map(({ file, applied }) => ({ file, microseconds: applied < SECONDS_END ? applied * 1_000_000 : applied }))
    .toSorted((a, b) => b.microseconds - a.microseconds || (a.file < b.file ? 1 : -1))
    .map(({ file }) => file);
}

export async function markApplied(connection: Connection, file: string): Promise<void> {
  const microseconds = Math.trunc((performance.timeOrigin + performance.now()) * 1000);
  await connection.run(`INSERT INTO "_migrations" ("file", "applied") VALUES (?, ?)`, [file, microseconds]);
}

export async function markReverted(connection: Connection, file: string): Promise<void> {
  await connection.run(`DELETE FROM "_migrations" WHERE "file" = ?`, [file]);
}
