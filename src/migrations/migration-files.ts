import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const MIGRATION = /^(?!\.).*\.(?:ts|js|mts|mjs)$/;
const NO_MIGRATION = /\.d\.m?ts$|\.test\.\w+$/;

/** The names of the files in the folder, in the order in which they are applied; none where there is no such folder. */
export async function listMigrationFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => MIGRATION.test(name) && !NO_MIGRATION.test(name)).sort();
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") return [];
    throw new Error(`can't read the migrations in ${folder}: ${cause instanceof Error ? cause.message : ""}`, {
      cause,
    });
  }
}

/** A name for a new file, which comes after all that are there: seconds since 1970 and the words. */
export async function newMigrationName(folder: string, words: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const latest = (await listMigrationFiles(folder)).map((name) => Number(/^\d{9,11}(?=_)/.exec(name)?.[0] ?? 0));
  return `${Math.max(now, ...latest.map((seconds) => seconds + 1))}_${snakeCase(words)}.ts`;
}

/** Writes the file as a whole, or rejects with one line and leaves none. */
export async function writeMigrationFile(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  const part = join(folder, `.${name}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await Bun.write(part, text);
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    throw new Error(`can't write ${file}: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  return file;
}

function snakeCase(words: string): string {
  const parts = words.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").split(/[^A-Za-z0-9]+/);
  const name = parts.filter((part) => part !== "").join("_");
  // `posts_test` would be taken for a test.
  return name.toLowerCase().endsWith("test") ? `${name.toLowerCase()}_` : name.toLowerCase();
}
