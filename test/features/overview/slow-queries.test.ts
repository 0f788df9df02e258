import { expect, test } from "bun:test";
import type { ReportJson } from "../../../src/model/slow-queries/report-json.ts";
import { createNotes, storeSlowList } from "../../support/slow-queries.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

async function report(app: TestApp, token: string): Promise<ReportJson> {
  const { status, json } = await app.request("GET", "/api/slow-queries", { token });
  expect(status).toBe(200);
  return json as ReportJson;
}

/** PostgreSQL watches its statements itself: pg_stat_statements. */
const onSqlite = test.skipIf(isOnPostgres);

const list = (filter: string, sort = ""): string =>
  `/api/collections/notes/records?${new URLSearchParams({ filter, sort }).toString()}`;

onSqlite("lists are shown by their shape, and no value is kept", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await createNotes(app, token, 4000);
  for (let number = 0; number < 300; number++) {
    await app.request("GET", list(`author = "a${number}" && title != "hunter2-${number}"`, "-created"));
  }
  const found = await report(app, token);
  const { isWatched, queries } = found;
  expect(isWatched).toBe(true);
  const shape = { collection: "notes", filter: "author = ? && title != ?", rule: "", sort: "-created" };
  expect(queries).toContainEqual(expect.objectContaining({ kind: "list", ...shape, runs: 300, scannedRows: 4000 }));
  expect(queries).toContainEqual(expect.objectContaining({ kind: "count", ...shape, runs: 300 }));
  expect(JSON.stringify(found)).not.toContain("hunter2");
  const stored = await app.context.auxiliary.all(`SELECT * FROM "_queries"`);
  expect(stored.length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify(stored)).not.toContain("hunter2");
});

onSqlite("a proposed index goes into the collection, is used from then on and can be taken back", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await createNotes(app, token, 4000);
  await storeSlowList(app, { filter: `author = "a1"`, sort: "-created" });
  await storeSlowList(app, { filter: `author = "a1"`, totalMs: 20_000 });
  await storeSlowList(app, { filter: `title ~ "1"`, totalMs: 10_000 });
  const before = await report(app, token);
  expect(before.proposals).toEqual([
    {
      collection: "notes",
      name: "idx_notes_author_created",
      index: "CREATE INDEX `idx_notes_author_created` ON `notes` (\n  `author`,\n  `created`\n)",
      columns: ["author", "created"],
      tableRows: 4000,
      rowsOfValue: 2,
      against: ["scan", "sort"],
      queries: before.queries.filter(({ filter }) => filter === "author = ?").map(({ id }) => id),
      totalMs: 80_000,
    },
  ]);
  const pattern = before.queries.find(({ filter }) => filter === "title ~ ?");
  expect(pattern).toMatchObject({ proposals: [], now: { obstacles: ["pattern"] } });
  const overview = await app.request("GET", "/api/overview", { token });
  expect(overview.json).toMatchObject({ advice: expect.arrayContaining([{ code: "slowQueries", count: 1 }]) });

  const indexes = before.proposals.map(({ index }) => index);
  expect((await app.request("PATCH", "/api/collections/notes", { token, body: { indexes } })).status).toBe(200);
  const after = await report(app, token);
  expect(after.proposals).toEqual([]);
  const changed = after.queries.find(({ sort }) => sort === "-created");
  expect(changed).toMatchObject({ isChanged: true, now: { problems: [], indexes: ["idx_notes_author_created"] } });
  expect(after.unused).toMatchObject([{ collection: "notes", name: "idx_notes_author_created", index: indexes[0] }]);

  await app.request("GET", list(`author = "a7"`, "-created"));
  expect((await report(app, token)).unused).toEqual([]);
  expect((await app.request("PATCH", "/api/collections/notes", { token, body: { indexes: [] } })).status).toBe(200);
  const again = (await report(app, token)).proposals;
  expect(again.map(({ index }) => index)).toEqual(indexes);
});

onSqlite("quick queries are worth no index", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await createNotes(app, token, 4000);
  await storeSlowList(app, { filter: `author = "a1"`, totalMs: 60 });
  await app.context.auxiliary.run(`UPDATE "_queries" SET "longestMs" = 2`);
  const { queries, proposals } = await report(app, token);
  expect(queries.map(({ filter }) => filter)).toContain("author = ?");
  expect(proposals).toEqual([]);
});

onSqlite("an index that a deletion alone needs is used, those of the system are not spoken of", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await createNotes(app, token, 10);
  const { id } = app.collection("notes");
  const body = {
    name: "comments",
    type: "base",
    fields: [
      { name: "note", type: "relation", collectionId: id, cascadeDelete: true },
      { name: "text", type: "text" },
    ],
    indexes: ["CREATE INDEX idx_note ON comments (note)", "CREATE INDEX idx_text ON comments (text)"],
  };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
  expect((await report(app, token)).unused.map(({ name }) => name)).toEqual(["idx_note", "idx_text"]);
  expect((await app.request("DELETE", "/api/collections/notes/records/n1", { token })).status).toBe(204);
  expect((await report(app, token)).unused.map(({ name }) => name)).toEqual(["idx_text"]);
});

onSqlite("what belongs to a collection that is gone is left out", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await createNotes(app, token, 2000);
  await storeSlowList(app, { filter: `author = "a1"` });
  const ofNotes = async (): Promise<number> =>
    (await report(app, token)).queries.filter(({ collection }) => collection === "notes").length;
  expect(await ofNotes()).toBe(1);
  expect((await app.request("DELETE", "/api/collections/notes", { token })).status).toBe(204);
  expect(await ofNotes()).toBe(0);
});

onSqlite("figures are forgotten when that is asked for, and for superusers alone", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await createNotes(app, token, 2000);
  await storeSlowList(app, { filter: `author = "a1"` });
  for (const method of ["GET", "DELETE"]) {
    expect((await app.request(method, "/api/slow-queries")).status).toBe(401);
  }
  expect((await app.request("DELETE", "/api/slow-queries", { token })).status).toBe(204);
  expect((await report(app, token)).queries.filter(({ filter }) => filter === "author = ?")).toEqual([]);
});

onSqlite("a store that can't be written keeps nothing from being answered", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  await createNotes(app, token, 2000);
  await app.context.auxiliary.run(`CREATE TABLE "_queries" ("id" TEXT)`);
  for (let number = 0; number < 100; number++) await app.request("GET", list(`title ~ "x${number}"`));
  expect((await app.request("GET", "/api/overview", { token })).status).toBe(200);
});
