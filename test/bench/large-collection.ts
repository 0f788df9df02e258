import { Database } from "bun:sqlite";
import { join } from "node:path";
import type PocketBase from "pocketbase";

/** Records that share a value of the indexed field `category`, whatever the size of the collection. */
export const RECORDS_PER_CATEGORY = 100;

/** Makes an open collection with an indexed and an unindexed text field. */
export async function createCollection(admin: PocketBase, name: string): Promise<void> {
  await admin.collections.create({
    name,
    type: "base",
    listRule: "",
    viewRule: "",
    fields: [
      { name: "title", type: "text" },
      { name: "category", type: "text" },
      { name: "rank", type: "number" },
      { name: "body", type: "text" },
      { name: "created", type: "autodate", onCreate: true },
    ],
    indexes: [
      `CREATE INDEX idx_${name}_category ON ${name} (category)`,
      `CREATE INDEX idx_${name}_rank ON ${name} (rank)`,
    ],
  });
}

/** Fills a collection of a stopped server in one statement, straight into its table: a million records in seconds. */
export function fillCollection(dir: string, name: string, count: number): void {
  using database = new Database(join(dir, "data.db"), { strict: true });
  database
    .query(
      `WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < $count)
       INSERT INTO ${name} (id, title, category, rank, body, created)
       SELECT printf('r%014d', n), 'title ' || n, 'c' || (n % $categories), n,
         'lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ' || n,
         strftime('%Y-%m-%d %H:%M:%fZ', 1767225600 + n, 'unixepoch')
       FROM numbers`,
    )
    .run({ count, categories: count / RECORDS_PER_CATEGORY });
  database.run("ANALYZE");
}

export function recordId(n: number): string {
  return `r${String(n).padStart(14, "0")}`;
}
