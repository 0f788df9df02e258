// What is said of the mistakes that are made most in hook files.
import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

test("the log explains why a handler does not find what its file declares around it", async () => {
  const stacks: unknown[] = [];
  const ignore = (): void => undefined;
  const error = (_line: string, data?: object): void => void stacks.push((data as { stack?: unknown }).stack);
  const log = { debug: ignore, info: ignore, warn: ignore, error };
  const code = `
    function around() { return 1; }
    routerAdd("GET", "/around", (e) => e.json(200, around()));
    routerAdd("GET", "/nowhere", (e) => e.json(200, nowhere()));
    onRecordCreate((e) => {
      const elsewhere = e.record;
      e.next();
    }, "users");
    onRecordUpdate((e) => { const elsewhere = e.record; e.next(); }, "users");
    routerAdd("GET", "/elsewhere", (e) => e.json(200, elsewhere.id));`;
  await using app = await hookApp({ "main.pb.js": code }, { log });
  expect((await app.request("GET", "/around")).status).toBe(400);
  expect((await app.request("GET", "/nowhere")).status).toBe(400);
  expect((await app.request("GET", "/elsewhere")).status).toBe(400);
  expect(stacks).toEqual([
    expect.stringMatching(
      /^ReferenceError: around is not defined\n {4}around stands around the handler, .+require\(\)\n {4}at .+main\.pb\.js:3:\d+\)$/,
    ),
    expect.stringMatching(/^ReferenceError: nowhere is not defined\n {4}at .+main\.pb\.js:4:\d+\)$/),
    expect.stringMatching(/^ReferenceError: elsewhere is not defined\n {4}at .+main\.pb\.js:10:\d+\)$/),
  ]);
});

test("a handler that ends without next() is told of once, with its line and what did not happen", async () => {
  const lines: string[] = [];
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: (line: string) => void lines.push(line), error: ignore };
  const code = `
    onRecordCreate((e) => { e.record.set("name", "x"); }, "users");
    onRecordUpdate((e) => { e.next(); e.record.get("name"); }, "users");
    onRecordUpdate((e) => { e.record.get("name"); e.next(); }, "users");
    onRecordViewRequest((e) => e.json(200, {}), "users");
    onRecordDelete((e) => { throw new BadRequestError("no"); }, "users");
    onMailerSend((e) => {});`;
  await using app = await hookApp({ "main.pb.js": code }, { log });
  const token = await app.superuserToken();
  const path = "/api/collections/users/records";
  const body = { email: "a@example.com", password: "12345678", passwordConfirm: "12345678" };
  for (let round = 0; round < 2; round += 1) {
    expect((await app.request("POST", path, { token, body })).status).toBe(200);
  }
  await app.context.database.run(
    `INSERT INTO users (id, email, "tokenKey", password) VALUES ('user00000000001', 'b@example.com', '${"k".repeat(50)}', 'hash')`,
  );
  const user = `${path}/user00000000001`;
  expect((await app.request("PATCH", user, { token, body: { name: "y" } })).status).toBe(200);
  expect((await app.request("GET", user, { token })).json).toEqual({});
  expect((await app.request("DELETE", user, { token })).status).toBe(400);
  expect(lines).toEqual([
    "onRecordCreate of main.pb.js:2 ended without e.next(): nothing was saved; " +
      "call e.next() to continue, or throw an error to reject the operation",
  ]);
});

test("a file that loops for ever while it is loaded is ended at the limit, and the others are loaded", async () => {
  const loop = 'routerAdd("GET", "/lost", (e) => e.string(200, "lost"));\nfor (;;) {}';
  const files = { "a.pb.js": 'routerAdd("GET", "/a", (e) => e.string(200, "a"));', "b.pb.js": loop };
  const last = 'routerAdd("GET", "/c", (e) => e.string(200, "c"));';
  await using app = await hookApp({ ...files, "c.pb.js": last }, { timeoutMs: 1_000 });
  const { json } = await app.request("GET", "/api/hook-files", { token: await app.superuserToken() });
  expect((json as { error: string | null }[]).map(({ error }) => error)).toEqual([
    null,
    "loading b.pb.js took longer than 1 s (--hookTimeout) and was ended",
    null,
  ]);
  expect((await app.request("GET", "/a")).text).toBe("a");
  expect((await app.request("GET", "/lost")).status).toBe(404);
  expect((await app.request("GET", "/c")).text).toBe("c");
});

test("a SyntaxError that a file throws itself is not taken for its import", async () => {
  const code = '/*\nexport of what was written before\n*/\nJSON.parse("{");';
  await using app = await hookApp({ "a.pb.js": code, "b.pb.ts": "const a = 1;\nexport {};" });
  const { json } = await app.request("GET", "/api/hook-files", { token: await app.superuserToken() });
  expect((json as { error: string | null }[]).map(({ error }) => error)).toEqual([
    expect.stringMatching(/^a\.pb\.js:4:\d+: .*JSON/),
    "b.pb.ts:2: hook files have no import and export: load other files by require()",
  ]);
});
