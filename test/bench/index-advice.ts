/**
 * What the advice on indexes is worth: `bun test/bench/index-advice.ts [ROWS]`. Makes a directory of 200,000 posts of 5,000 authors, asks
 * slow lists of the server, adds every index that it proposes as the dashboard does, and asks again. Prints the time of each list
 * before and after, that of the advice and that of making the indexes.
 */
import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { ReportJson } from "../../src/model/slow-queries/report-json.ts";
import { FreshServer } from "../support/fresh-server.ts";

const ROWS = Number(Bun.argv[2] ?? 200_000);
const AUTHORS = 5_000;
const RUNS = 20;

interface List {
  readonly what: string;
  readonly collection: string;
  /** With values that come only once: pages that are asked for again are remembered. */
  readonly query: (number: number) => Record<string, string>;
}

const LISTS: readonly List[] = [
  { what: "by author", collection: "posts", query: (n) => ({ filter: `author = "a${n}"`, skipTotal: "1" }) },
  {
    what: "by author, newest first",
    collection: "posts",
    query: (n) => ({ filter: `author = "a${n}"`, sort: "-created", skipTotal: "1" }),
  },
  {
    what: "by author and size, with the total",
    collection: "posts",
    query: (n) => ({ filter: `author = "a${n}" && number > ${n}` }),
  },
  { what: "newest first", collection: "posts", query: (n) => ({ sort: "-created", page: String(n), skipTotal: "1" }) },
  {
    what: "by the name of the author",
    collection: "posts",
    query: (n) => ({ filter: `author.name = "name ${n}"`, skipTotal: "1" }),
  },
  {
    what: "authors by the title of a post",
    collection: "authors",
    query: (n) => ({ filter: `posts_via_author.title ?= "title ${n}"`, skipTotal: "1" }),
  },
  { what: "active ones", collection: "posts", query: (n) => ({ filter: `active = true && number > ${n}` }) },
  {
    what: "text within the title",
    collection: "posts",
    query: (n) => ({ filter: `title ~ "e ${n}x"`, skipTotal: "1" }),
  },
];

await using server = await FreshServer.start();
const admin = await server.admin();
const authors = await admin.collections.create({
  name: "authors",
  type: "base",
  fields: [{ name: "name", type: "text" }],
});
await admin.collections.create({
  name: "posts",
  type: "base",
  fields: [
    { name: "title", type: "text" },
    { name: "author", type: "relation", collectionId: authors.id, maxSelect: 1 },
    { name: "number", type: "number" },
    { name: "active", type: "bool" },
    { name: "created", type: "autodate", onCreate: true },
  ],
});
await server.process.stop();
fill(join(server.dir, "data.db"));
await server.restart();
const client = await server.admin();

const before = await measureAll();
const askedMs = performance.now();
const report = await client.send<ReportJson>("/api/slow-queries", { method: "GET" });
const adviceMs = performance.now() - askedMs;
const madeMs = performance.now();
for (const { collection, index } of report.proposals) {
  const { indexes } = await client.collections.getOne(collection);
  await client.collections.update(collection, { indexes: [...(indexes as string[]), index] });
}
const indexesMs = performance.now() - madeMs;
const after = await measureAll();
for (const { name, against, rowsOfValue, tableRows } of report.proposals) {
  console.log(`${name}: against ${against.join(" and ")}, ${rowsOfValue ?? "-"} of ${tableRows} rows`);
}
for (const { filter, kind, now } of report.queries) {
  if (now.obstacles.length > 0) console.log(`no index for ${kind} ${filter}: ${now.obstacles.join(", ")}`);
}
console.log(`advice for ${report.queries.length} statements: ${adviceMs.toFixed(0)} ms`);
console.log(`${report.proposals.length} indexes made in ${indexesMs.toFixed(0)} ms`);
console.table(
  LISTS.map(({ what }, at) => {
    const [was, is] = [before[at] ?? 0, after[at] ?? 0];
    return { list: what, "before ms": was.toFixed(2), "after ms": is.toFixed(2), times: (was / is).toFixed(1) };
  }),
);

function fill(file: string): void {
  using database = new Database(file);
  const numbers = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?1)";
  database.run(`${numbers} INSERT INTO authors (id, name) SELECT 'a' || i, 'name ' || i FROM c`, [AUTHORS]);
  database.run(
    `${numbers} INSERT INTO posts (id, title, author, number, active, created) SELECT 'p' || i, 'title ' || i, ` +
      "'a' || (i * 7919 % ?2), i % 1000, i % 2, strftime('%Y-%m-%d %H:%M:%fZ', 1.7e9 + i * 7919 % 1e7, 'unixepoch') FROM c",
    [ROWS, AUTHORS],
  );
}

/** The median of each in milliseconds. */
async function measureAll(): Promise<number[]> {
  const medians: number[] = [];
  for (const { collection, query } of LISTS) {
    const times: number[] = [];
    for (let number = 1; number <= RUNS; number++) {
      const startedMs = performance.now();
      await client.send(`/api/collections/${collection}/records`, { method: "GET", query: query(number) });
      times.push(performance.now() - startedMs);
    }
    medians.push(times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0);
  }
  return medians;
}
