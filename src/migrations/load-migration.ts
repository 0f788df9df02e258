import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Migration } from "./migration.ts";
import { loadPocketBaseMigration } from "./pocketbase/load.ts";

/** Loads a file of either form: a module with a default export, or PocketBase's call of `migrate(up, down)`. */
export async function loadMigration(folder: string, name: string): Promise<Migration> {
  const file = join(folder, name);
  const text = await Bun.file(file).text();
  if (isPocketBases(text)) return loadPocketBaseMigration(file, text);
  const { default: migration } = (await import(pathToFileURL(file).href)) as { default?: unknown };
  if (isMigration(migration)) return migration;
  throw new Error("the file must export an object with a function `up`, and perhaps one `down`, as its default");
}

function isPocketBases(text: string): boolean {
  return /^\s*migrate\s*\(/m.test(text) && !/^\s*export\s/m.test(text);
}

function isMigration(value: unknown): value is Migration {
  if (typeof value !== "object" || value === null || !("up" in value) || typeof value.up !== "function") return false;
  return !("down" in value) || value.down === undefined || typeof value.down === "function";
}
