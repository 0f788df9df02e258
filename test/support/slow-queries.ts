import { EMPTY_REQUEST } from "../../src/model/request-info.ts";
import { planRecords } from "../../src/model/rules/plan-records.ts";
import { figuresOf } from "../../src/model/slow-queries/query-figures.ts";
import { addQueries } from "../../src/model/slow-queries/query-store.ts";
import type { TestApp } from "./test-app.ts";

/** A collection `notes` with so many records: two of each of the authors a0, a1 … */
export async function createNotes(app: TestApp, token: string, rows: number): Promise<void> {
  const fields = [
    { name: "title", type: "text" },
    { name: "author", type: "text" },
    { name: "active", type: "bool" },
    { name: "created", type: "autodate", onCreate: true },
  ];
  const body = { name: "notes", type: "base", fields, listRule: "" };
  const { status, text } = await app.request("POST", "/api/collections", { token, body });
  if (status !== 200) throw new Error(text);
  await app.context.database.run(
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?1) INSERT INTO notes (id, title, author, active, " +
      "created) SELECT 'n' || i, 'title ' || i, 'a' || (i % (?1 / 2)), i % 2, '2026-01-01 ' || (i * 7919 % 10007) FROM c",
    [rows],
  );
}

interface SlowList {
  readonly filter?: string;
  readonly sort?: string;
  readonly totalMs?: number;
}

/** Has it as if lists of notes like this had been slow. */
export async function storeSlowList(
  app: TestApp,
  { filter = "", sort = "", totalMs = 60_000 }: SlowList,
): Promise<void> {
  const { database, auxiliary } = app.context;
  const query = { collection: app.collection("notes"), rule: "", request: EMPTY_REQUEST, allowHidden: true };
  const { sql } = planRecords(app.context, { ...query, filter, sort }).select({ limit: 30, offset: 0 });
  const use = { sql, runs: 100, totalMs, longestMs: 900, scannedRows: 4000, indexes: [] };
  const figures = figuresOf(database, use);
  if (figures !== null) await addQueries(auxiliary, [figures]);
}
