import { expect, test } from "bun:test";
import type { SqlValue } from "../../../src/database/engine.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { postgresExpressions } from "../../../src/database/postgres/expressions.ts";
import { toPattern } from "../../../src/database/postgres/convert-parameters.ts";
import { toOtherPart, toPart } from "../../../src/database/postgres/search-hints.ts";
import { matchLike } from "../../../src/lib/filter/match-like.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

const PATTERN_PIECES = [
  "%",
  "_",
  "\\",
  "\\%",
  "\\_",
  "\\\\",
  "\\a",
  "a",
  "B",
  "st ",
  "37",
  "-",
  "ä",
  "Ö",
  "🎉",
  " ",
  "\0",
];
const NOTHING = "\u0001\u0002";
const TEXT_PIECES = ["a", "A", "b", "st ", "ST ", "37", "-", "%", "_", "\\", "ä", "Ä", "Ö", "🎉", " "];

/** Whether the text matches a pattern of anything around a part, with regard to case. */
function isAsWritten(text: string, pattern: string): boolean {
  return pattern.startsWith("%")
    ? text.includes(pattern.slice(1, -1).replaceAll(/\\([%_\\])/g, "$1"))
    : text === pattern;
}

test("what matches a pattern has its part without letters, or its rarest letter, small or capital", () => {
  const pick = (pieces: readonly string[], count: number): string =>
    Array.from(
      { length: Math.floor(Math.random() * count) },
      () => pieces[Math.floor(Math.random() * pieces.length)],
    ).join("");
  let matches = 0;
  let hints = 0;
  for (let round = 0; round < 50_000; round += 1) {
    const [text, pattern] = [pick(TEXT_PIECES, 7), `%${pick(PATTERN_PIECES, 5)}${round % 2 === 0 ? "%" : ""}`];
    if (!matchLike(text, toPattern(pattern) ?? "")) continue;
    const parts = [toPart(pattern), toOtherPart(pattern)];
    matches += 1;
    if (parts[0] !== "%") hints += 1;
    if (!parts.some((part) => isAsWritten(text, part))) throw new Error(JSON.stringify({ text, pattern, parts }));
  }
  expect(matches).toBeGreaterThan(1_000);
  expect(hints).toBeGreaterThan(500);
  const hintsOf = (pattern: string) => [toPart(pattern), toOtherPart(pattern)];
  expect(hintsOf("%st 37%")).toEqual(["% 37%", NOTHING]);
  expect(hintsOf("%100\\%_\\_%")).toEqual(["%100\\%%", NOTHING]);
  expect(hintsOf("%hello%")).toEqual(["%l%", "%L%"]);
  expect(hintsOf("%of us%")).toEqual(["%f%", "%F%"]);
  expect(hintsOf("%ü%")).toEqual(["%ü%", NOTHING]);
  expect(hintsOf("%_%")).toEqual(["%", NOTHING]);
});

test("an index of three-letter pieces serves a search", async () => {
  await using server = await PostgresServer.start();
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  await using _ = { [Symbol.asyncDispose]: () => engine.close() };
  await engine.run(`CREATE TABLE "posts" ("id" bigint, "title" text COLLATE "C" NOT NULL)`);
  await engine.run(`INSERT INTO "posts" SELECT i, 'post ' || md5(i::text) FROM generate_series(1, 20000) i`);
  const script = `CREATE EXTENSION pg_trgm;
    CREATE INDEX posts_title_search ON posts USING gin (lower(title COLLATE "C") gin_trgm_ops); ANALYZE posts`;
  await engine.runScript(script, { maxRows: 1, timeoutMs: 30_000 });
  const parameters: SqlValue[] = [];
  const bind = (convert?: (value: SqlValue) => SqlValue): string =>
    `$${parameters.push(convert === undefined ? "%F0F0%" : convert("%F0F0%"))}`;
  const title = postgresExpressions.column(`"posts"."title"`, { kind: "text", from: "table", isColumn: true });
  const condition = postgresExpressions.like(title, { class: "parameter", holds: "text", bind });
  const plan = await engine.all(`EXPLAIN SELECT "id" FROM "posts" WHERE ${condition}`, parameters);
  expect(JSON.stringify(plan)).toContain("posts_title_search");
  const rows = { columns: [`"title"`], table: `"posts"`, rowIds: [`"posts"."id"`], repeats: false, isSearch: true };
  const order = { order: [], unsorted: { by: `"posts"."id"`, direction: "ASC" }, paging: "LIMIT 5" };
  const page = postgresExpressions.page({ ...rows, ...order, body: `FROM "posts" WHERE ${condition}` });
  const steps = JSON.stringify(await engine.all(`EXPLAIN ${page}`, parameters));
  // Where more is found than the first look takes, the index would find all of it for one page.
  expect(steps.match(/posts_title_search/g)).toHaveLength(1);
  const found = await engine.all(`SELECT "title" FROM "posts" WHERE ${condition}`, parameters);
  expect(found.length).toBeGreaterThan(0);
  expect(found).toEqual(
    await engine.all(`SELECT "title" FROM "posts" WHERE strpos("title", 'f0f0') > 0 AND $1`, [true]),
  );
});
