import { pathToFileURL } from "node:url";
import type { Migration } from "./migration.ts";

/** Loads a module with a migration as its default export. */
export async function loadMigration(file: string): Promise<Migration> {
  const { default: migration } = (await import(pathToFileURL(file).href)) as { default?: unknown };
  if (isMigration(migration)) return migration;
  throw new Error(
    "the default export of the file must be an object with a function `up` and optionally a function `down`",
  );
}

function isMigration(value: unknown): value is Migration {
  if (typeof value !== "object" || value === null || !("up" in value) || typeof value.up !== "function") return false;
  return !("down" in value) || value.down === undefined || typeof value.down === "function";
}
