// What hook files answer, as the middleware of plugins gets it.
import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plugin } from "../plugins/plugin-app.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { hookApp } from "./hook-app.ts";

const HOOK_FILE = `
  routerAdd("GET", "/hello", (e) => { e.response.header().set("X-Own", "1"); return e.string(201, "Hello"); });
  routerAdd("GET", "/refused", (e) => { throw new ForbiddenError("not here"); });
  routerAdd("GET", "/late", (e) => { e.string(200, "sent"); throw new Error("late"); });
`;

const PLUGIN = `
  app.middleware(async (call, next) => {
    const response = await next();
    const headers = { "x-seen": response.status + " " + response.headers.get("x-own") };
    const text = (await response.text()).trim();
    return new Response(call.path === "/hello" ? text + " and Bob" : text, { status: response.status, headers });
  });
`;

test("middleware of plugins gets what hook files answer, and changes it", async () => {
  using directory = new TemporaryDirectory();
  const folder = join(directory.path, "plugins");
  mkdirSync(folder);
  writeFileSync(join(folder, "changes.ts"), plugin(PLUGIN));
  const plugins = { folder, watches: false, hookTimeoutMs: 15_000, builtIn: [] };
  await using app = await hookApp({ "main.pb.js": HOOK_FILE }, { plugins });
  const answerOf = async (path: string) => {
    const { status, text, headers } = await app.request("GET", path);
    return [status, text, headers.get("x-seen")];
  };
  expect(await answerOf("/hello")).toEqual([201, "Hello and Bob", "201 1"]);
  expect(await answerOf("/refused")).toEqual([403, '{"data":{},"message":"Not here.","status":403}', "403 null"]);
  expect(await answerOf("/late")).toEqual([200, "sent", "200 null"]);
});

test("a route of a plugin gets the body that middleware of hook files has waited for", async () => {
  using directory = new TemporaryDirectory();
  const folder = join(directory.path, "plugins");
  mkdirSync(folder);
  writeFileSync(join(folder, "echo.ts"), plugin(`app.routes.post("/echo", ({ body }) => ({ got: body }));`));
  const plugins = { folder, watches: false, hookTimeoutMs: 15_000, builtIn: [] };
  const middleware = `routerUse((e) => { e.next(); $app.store().set("done", true); });
    routerUse((e) => { if (e.requestInfo().body.no) throw new ForbiddenError(); return e.next(); });`;
  await using app = await hookApp({ "main.pb.js": middleware }, { plugins });
  expect(await app.request("POST", "/echo", { body: { a: 1 } })).toMatchObject({
    status: 200,
    json: { got: { a: 1 } },
  });
  expect((await app.request("POST", "/echo", { body: { no: 1 } })).status).toBe(403);
});
