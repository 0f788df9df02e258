import { expect, spyOn, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

interface Overview {
  readonly advice: readonly { readonly code: string; readonly header?: string }[];
  readonly databases: Readonly<Record<string, number>>;
  readonly files: object | null;
}

insideTest("the overview tells requests, sizes, counts, jobs and backups", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const body = { name: "notes", type: "base", fields: [{ name: "title", type: "text" }], createRule: "", listRule: "" };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
  for (const title of ["one", "two"]) await app.create("notes", { title });
  await app.request("GET", "/api/collections/notes/records");
  await app.request("GET", "/api/collections/missing/records");
  await app.request("GET", "/api/no-such-path");
  const text = { contentType: "text/plain", originalName: "b" };
  await app.context.files.write(`${app.collection("notes").id}/a/b.txt`, new Blob(["12345"]), text);
  await app.context.files.write("gone/a/b.txt", new Blob(["123"]), text);
  await app.context.crons.run("__pbLogsCleanup__");

  // The first looks do not wait for files that take long to measure.
  let overview = await app.request("GET", "/api/overview", { token });
  while ((overview.json as Overview).files === null) overview = await app.request("GET", "/api/overview", { token });
  const { status, json } = overview;
  expect(status).toBe(200);
  // Even empty tables have their indexes.
  for (const bytes of Object.values((json as Overview).databases)) expect(bytes).toBeGreaterThan(8_000);
  expect(json).toMatchObject({
    version: expect.any(String),
    pocketbaseVersion: "0.39.11",
    requests: {
      stepSeconds: 300,
      counts: [{ succeeded: 2, refused: 2, failed: 0 }],
      routes: [
        { method: "GET", path: "/api/collections/:collection/records", total: 2, errors: 1, p95Ms: expect.any(Number) },
        { method: "POST", path: "/api/collections", total: 1, errors: 0 },
      ],
    },
    databases: isOnPostgres
      ? { public: expect.any(Number), baobox_logs: expect.any(Number) }
      : { "data.db": expect.any(Number), "auxiliary.db": expect.any(Number) },
    files: {
      bytes: 8,
      files: 2,
      isComplete: true,
      folders: [
        { folder: app.collection("notes").id, collection: "notes", bytes: 5, files: 1 },
        { folder: "gone", collection: null, bytes: 3, files: 1 },
      ],
    },
    backups: { files: 0, latest: "" },
    realtimeClients: 0,
    nodes: null,
  });
  expect(json).toMatchObject({
    collections: expect.arrayContaining([{ name: "notes", type: "base", system: false, total: 2 }]),
    jobs: expect.arrayContaining([
      { id: "__pbLogsCleanup__", expression: "0 */6 * * *", last: expect.objectContaining({ error: null }) },
      { id: "__pbDBOptimize__", expression: "0 0 * * *", last: null },
    ]),
  });
  expect((json as Overview).advice).toEqual([
    { code: "noBackup" },
    { code: "noBackupSchedule" },
    { code: "openRule", collection: "notes", rules: ["createRule"] },
    { code: "mailOff" },
    { code: "localAppUrl" },
    { code: "rateLimitsOff" },
  ] as Overview["advice"]);
});

test("a proxy that is not trusted is advised of, until its header is in the settings", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const advised = async (headers: Record<string, string>) => {
    const { json } = await app.request("GET", "/api/overview", { token, headers });
    return (json as Overview).advice.filter(({ code }) => code === "untrustedProxy");
  };
  expect(await advised({ "x-real-ip": "203.0.113.7" })).toEqual([{ code: "untrustedProxy", header: "X-Real-IP" }]);
  expect(await advised({})).toEqual([]);
  const body = { trustedProxy: { headers: ["x-real-ip"] } };
  expect((await app.request("PATCH", "/api/settings", { token, body })).status).toBe(200);
  // The proxy may send others beside the one that counts.
  expect(await advised({ "x-real-ip": "203.0.113.7", "x-forwarded-for": "203.0.113.7" })).toEqual([]);
});

test("advice ends with its reason", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const body = {
    backups: { cron: "0 0 * * *", cronMaxKeep: 3 },
    smtp: { enabled: true, host: "smtp.example.com", port: 587 },
    meta: { appURL: "https://example.com" },
    rateLimits: { enabled: true, rules: [{ label: "*:auth", maxRequests: 2, duration: 3 }] },
  };
  expect((await app.request("PATCH", "/api/settings", { token, body })).status).toBe(200);
  await app.context.backups.write("one.zip", new Blob(["x"]), { contentType: "application/zip", originalName: "one" });
  const { json } = await app.request("GET", "/api/overview", { token });
  expect(json).toMatchObject({ advice: [], backups: { files: 1, bytes: 1, latest: expect.stringMatching(/^20/) } });
});

test("it is for superusers alone", async () => {
  await using app = await testApp();
  expect((await app.request("GET", "/api/overview")).status).toBe(401);
});

test.skipIf(!isOnPostgres)("an index for slow searches is proposed, and made by superusers", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const fields = [
    { name: "title", type: "text" },
    { name: "size", type: "number" },
  ];
  await app.request("POST", "/api/collections", { token, body: { name: "notes", type: "base", fields } });
  const { searches } = app.context.database;
  if (searches === null) throw new Error("there are no searches");
  const search = { table: "notes", column: "title", tableRows: 20_000, runs: 5, totalMs: 2_000 };
  const propose = spyOn(searches, "propose").mockResolvedValue([search, { ...search, table: "of another program" }]);
  const { json } = await app.request("GET", "/api/overview", { token });
  const advice = { code: "slowSearch", collection: "notes", field: "title", rows: 20_000 };
  expect((json as Overview).advice.filter(({ code }) => code === "slowSearch")).toEqual([advice as never]);
  propose.mockRestore();

  const create = (body: object, as = token) => app.request("POST", "/api/search-indexes", { token: as, body });
  expect((await create({ collection: "notes", field: "title" }, "")).status).toBe(401);
  expect(await create({ collection: "notes", field: "size" })).toMatchObject({
    status: 400,
    json: { data: { field: { code: "validation_invalid_value" } } },
  });
  expect((await create({ collection: "missing", field: "title" })).status).toBe(400);
  expect((await create({ collection: "notes", field: "title" })).status).toBe(204);
  const indexes = await app.context.database.schema.indexes("notes");
  expect(indexes.map(({ name }) => name)).toEqual(["notes_title_search"]);
  // It is no business of the collection.
  const update = { name: "renamed", fields: [...fields, { name: "more", type: "text" }] };
  expect((await app.request("PATCH", "/api/collections/notes", { token, body: update })).status).toBe(200);
  expect(await app.context.database.schema.indexes("renamed")).toHaveLength(1);
});

test.skipIf(isOnPostgres)("SQLite has no indexes for searches", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const body = { collection: "users", field: "name" };
  const { status, json } = await app.request("POST", "/api/search-indexes", { token, body });
  expect([status, (json as { message: string }).message]).toEqual([400, "Indexes for searches are PostgreSQL's."]);
});
