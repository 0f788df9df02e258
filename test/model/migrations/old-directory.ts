import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestApp } from "../../support/test-app.ts";

const FOLDER = join(import.meta.dir, "old-directories");

/**
 * Data directories of before v0.23 as SQL: `v0.22` was made by PocketBase v0.22.34 through its API (the time-like columns of members,
 * the settings and all types of fields included), `v0.16` is the same in the format of v0.16. The passwords of admins are
 * 1234567890, those of members 12345678901.
 */
export type OldVersion = "v0.16" | "v0.22";

export async function writeOldDirectory(version: OldVersion, dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  using database = new Database(join(dir, "data.db"));
  database.run("PRAGMA journal_mode = WAL");
  database.run(await Bun.file(join(FOLDER, `${version}.sql`)).text());
  using logs = new Database(join(dir, "logs.db"));
  logs.run("CREATE TABLE _logs (id TEXT PRIMARY KEY)");
}

/** What PocketBase v0.39.11 shows of the directory after it brought it up to date. */
export async function shownByPocketBase(version: OldVersion): Promise<Record<string, unknown>> {
  const bytes = await Bun.file(join(FOLDER, `${version}.json.zst`)).bytes();
  return JSON.parse(new TextDecoder().decode(Bun.zstdDecompressSync(bytes))) as Record<string, unknown>;
}

/** The same of an app: settings, collections and records, without what is new in each upgrade. */
export async function shownBy(app: TestApp): Promise<Record<string, unknown>> {
  const token = await app.superuserToken();
  const get = async (path: string): Promise<unknown> => (await app.request("GET", path, { token })).json;
  const items = async (path: string): Promise<Item[]> => ((await get(path)) as { items: Item[] }).items;
  const shown: Record<string, unknown> = { settings: masked(await get("/api/settings")) };
  for (const collection of await items("/api/collections?perPage=500&sort=name")) {
    const { name, type } = collection;
    shown[`collection ${name}`] = masked(collection);
    if (name === "_superusers" || name === "_authOrigins") continue;
    const sort = type === "view" ? "" : "&sort=id";
    shown[`records ${name}`] = masked(await items(`/api/collections/${name}/records?perPage=500${sort}`));
  }
  return shown;
}

interface Item {
  readonly name: string;
  readonly type: string;
}

/** Times, secrets and the ids of fields of views are new in each upgrade. */
function masked(value: unknown, key = ""): unknown {
  if (key === "id" && String(value).startsWith("_clone_")) return "_clone_";
  if (key === "secret" || key === "created" || key === "updated") return "<x>";
  if (Array.isArray(value)) return value.map((item) => masked(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, masked(item, name)]));
}
