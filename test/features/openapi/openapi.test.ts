import { expect, test } from "bun:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import { readRecordedSet } from "../../conformance/recorded-answers.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";
import { ApiDocument } from "./api-document.ts";

const PATH = "/api/openapi.json";

/** Valid by the specification, references included. */
async function validDocument(app: TestApp, token?: string): Promise<ApiDocument> {
  const { status, json } = await app.request("GET", PATH, token === undefined ? {} : { token });
  expect(status).toBe(200);
  const validator = new Validator();
  // It resolves the references within what it is given.
  const copy = structuredClone(json) as Parameters<Validator["validate"]>[0];
  expect((await validator.validate(copy)).errors ?? []).toEqual([]);
  expect(validator.version).toBe("3.1");
  validator.resolveRefs();
  return new ApiDocument(json);
}

test("is a valid document with every route of the API, each under a name of its own", async () => {
  await using app = await testApp({ fixture: "world" });
  const document = await validDocument(app, await app.superuserToken());
  const missing = app.server.routes
    .filter(({ path }) => path.startsWith("/api/"))
    .filter(({ method, path }) => !document.paths[path.replaceAll(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()])
    .map(({ method, path }) => `${method} ${path}`);
  expect(missing).toEqual([]);
  const ids = document.operations.map(({ operationId }) => operationId);
  expect(ids.length).toBeGreaterThan(100);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  // Every parameter of a path is described, and nothing refers to a schema that isn't there.
  for (const [path, methods] of Object.entries(document.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters = [] } of Object.values(methods)) {
      expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(named as string[]);
    }
  }
  const text = JSON.stringify(document.paths);
  for (const [, name = ""] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
    expect(document.schemas).toHaveProperty(name);
});

test("the groups of routes are called as a reader would call them", async () => {
  await using app = await testApp();
  const { json } = await app.request("GET", "/api/openapi.json", { token: await app.superuserToken() });
  const names = (json as { tags: { name: string }[] }).tags.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["Saved views", "Stored files", "Hook files", "SQL", "OpenAPI", "Backups"]),
  );
  expect(names.filter((name) => ["Saved", "Stored", "Hook", "Sql", "Openapi"].includes(name))).toEqual([]);
});

test("what PocketBase answered is what the document says, for hundreds of recorded requests", async () => {
  await using app = await testApp({ fixture: "world" });
  const document = await validDocument(app, await app.superuserToken());
  const { sessions } = await readRecordedSet("reads");
  const problems: string[] = [];
  const checked = new Map<string, number>();
  for (const { method, path, answer } of sessions.flatMap(({ steps }) => steps)) {
    const { pathname, searchParams } = new URL(path, "http://localhost");
    const operation = document.find(method, pathname);
    // Picked fields are a part of what is described.
    if (operation === undefined || answer.status !== 200 || searchParams.has("fields")) continue;
    checked.set(operation.operationId, (checked.get(operation.operationId) ?? 0) + 1);
    const problem = document.problemOf(operation, answer.status, answer.body);
    if (problem !== "") problems.push(`${method} ${path}: ${problem}`);
  }
  expect(problems).toEqual([]);
  expect([...checked.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(300);
  expect([...checked.keys()].length).toBeGreaterThan(5);
});

test("our own answers of the fixed routes are what the document says, errors too", async () => {
  await using app = await testApp({ fixture: "world" });
  const token = await app.superuserToken();
  const document = await validDocument(app, token);
  const get = (path: string) => ({ method: "GET", path, token });
  const requests: { method: string; path: string; token?: string; body?: object }[] = [
    ...["health", "collections", "collections/users", "collections/meta/scaffolds", "crons", "settings"].map((name) =>
      get(`/api/${name}`),
    ),
    ...["collections/meta/oauth2-providers", "logs", "logs/stats", "backups", "realtime/channels"].map((name) =>
      get(`/api/${name}`),
    ),
    get("/api/collections/users/auth-methods"),
    { method: "GET", path: "/api/health" },
    { method: "GET", path: "/api/settings" },
    { method: "GET", path: "/api/collections/users/records/missing" },
    { method: "POST", path: "/api/collections/users/auth-with-password", body: { identity: "a", password: "b" } },
    { method: "POST", path: "/api/files/token", token },
    { method: "POST", path: "/api/sql", token, body: { query: "SELECT 1 AS a" } },
    { method: "POST", path: "/api/sql", token, body: { query: "" } },
    { method: "PATCH", path: "/api/settings", token, body: { batch: { enabled: true } } },
    { method: "POST", path: "/api/batch", token, body: { requests: [] } },
    { method: "POST", path: "/api/collections", token, body: { name: "made", type: "base" } },
    { method: "POST", path: "/api/collections/users/request-password-reset", body: { email: "nobody@example.com" } },
  ];
  const problems: string[] = [];
  for (const { method, path, ...rest } of requests) {
    const { status, json } = await app.request(method, path, rest);
    const operation = document.find(method, path);
    const problem = operation === undefined ? "is not in it" : document.problemOf(operation, status, json);
    if (problem !== "") problems.push(`${method} ${path}: ${problem}`);
  }
  expect(problems).toEqual([]);
});

test("each collection has routes with schemas of its own, anew after a change", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const body = {
    name: "notes",
    type: "base",
    listRule: "",
    fields: [
      { name: "title", type: "text", required: true, max: 20, help: "Shown in lists" },
      { name: "secret", type: "text", hidden: true },
      { name: "tags", type: "select", maxSelect: 2, values: ["a", "b"] },
      { name: "count", type: "number", onlyInt: true, min: 1, required: true },
      { name: "files", type: "file", maxSelect: 3 },
    ],
  };
  expect((await app.request("POST", "/api/collections", { token, body })).text).toContain('"name":"notes"');
  const document = await validDocument(app, token);
  expect(document.schemas["NotesCreate"]).toMatchObject({
    required: ["title", "count"],
    properties: {
      title: { type: "string", maxLength: 20, description: "Shown in lists" },
      tags: { type: "array", items: { enum: ["a", "b"] }, maxItems: 2, uniqueItems: true },
      count: { type: "integer", minimum: 1 },
    },
  });
  const changes = document.schemas["NotesUpdate"] as { properties: object };
  expect(Object.keys(changes.properties).join(" ")).toBe(
    "title secret tags tags+ +tags tags- count count+ count- files files+ +files files-",
  );
  const list = document.find("GET", "/api/collections/notes/records");
  expect(list).toMatchObject({ operationId: "listRecordsOfNotes", security: [{}, { token: [] }] });
  expect(JSON.stringify(list)).toContain("#/components/schemas/NotesRecord");
  expect(document.find("POST", "/api/collections/notes/records")?.security).toEqual([{ token: [] }]);
  await app.request("DELETE", "/api/collections/notes", { token });
  expect((await validDocument(app, token)).find("GET", "/api/collections/notes/records")?.operationId).toBe(
    "listRecords",
  );
});

test("is for superusers alone; made public, it shows others only what they may use", async () => {
  const rules = { listRule: "", viewRule: null, createRule: null, updateRule: null, deleteRule: null };
  const notes = { ...rules, name: "notes", type: "base", fields: [{ name: "secret", type: "text", hidden: true }] };
  const prepare = async (app: TestApp): Promise<string> => {
    const token = await app.superuserToken();
    await app.request("POST", "/api/collections", { token, body: notes });
    await app.request("POST", "/api/collections", { token, body: { ...notes, name: "closed", listRule: null } });
    return token;
  };
  await using closed = await testApp();
  await prepare(closed);
  const password = "12345678";
  const user = await closed.create("users", { email: "a@example.com", password });
  expect((await closed.request("GET", PATH)).status).toBe(401);
  expect((await closed.request("GET", PATH, { token: createAuthToken(user) })).status).toBe(403);

  await using open = await testApp({ isApiDocumentPublic: true });
  const token = await prepare(open);
  const shown = await validDocument(open);
  expect(shown.paths).not.toHaveProperty("/api/settings");
  expect(Object.keys(shown.paths).filter((path) => path.startsWith("/api/collections/notes"))).toEqual([
    "/api/collections/notes/records",
  ]);
  expect(Object.keys(shown.paths["/api/collections/notes/records"] ?? {})).toEqual(["get"]);
  const text = JSON.stringify([shown.paths, shown.schemas]);
  for (const hidden of ["secret", "closed", "_superusers", "Superusers"]) expect(text).not.toContain(hidden);
  expect((await validDocument(open, token)).paths).toHaveProperty("/api/collections/closed/records");
});

test("is sent packed, and not again while nothing changed", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const plain = await app.request("GET", PATH, { token });
  const packed = await app.request("GET", PATH, { token, headers: { "accept-encoding": "gzip, br" } });
  expect(packed.headers.get("content-encoding")).toBe("gzip");
  expect(new TextDecoder().decode(Bun.gunzipSync(new Uint8Array(packed.bytes)))).toBe(plain.text);
  const headers = { "if-none-match": plain.headers.get("etag") ?? "" };
  expect((await app.request("GET", PATH, { token, headers })).status).toBe(304);
  await app.request("POST", "/api/collections", { token, body: { name: "more", type: "base" } });
  expect((await app.request("GET", PATH, { token, headers })).status).toBe(200);
});
