import { expect, test } from "bun:test";
import { plugin, pluginApp } from "./plugin-app.ts";

test("a file and a folder are loaded, and all that they registered works and is listed", async () => {
  await using made = await pluginApp({
    "hello.ts": plugin(`
      app.onRecordCreate("users", async (e) => { e.record.name = "hooked"; await e.next(); });
      app.routes.get("/api/hello/:name", ({ params }) => ({ text: "Hello " + params.name }));
      app.middleware((call, next) => next());
      app.cron("hello", "0 0 * * *", () => app.log.info("cron ran"));
    `),
    "second/index.ts": plugin(`app.routes.get("/second", async () => (await import("./part.ts")).text);`),
    "second/part.ts": `export const text = "from a part";`,
    "_shared.ts": `throw new Error("not a plugin");`,
  });
  const user = await made.app.create("users", { email: "a@example.com", password: "12345678" });
  expect(user.values["name"]).toBe("hooked");
  expect((await made.app.request("GET", "/api/hello/you")).json).toEqual({ text: "Hello you" });
  expect((await made.app.request("GET", "/second")).text).toBe("from a part");
  await made.app.context.crons.run("hello");
  expect(made.lines).toContain("info cron ran");
  const [hello, second, ...others] = await made.plugins();
  expect(others).toEqual([]);
  expect(hello).toMatchObject({
    name: "hello",
    state: "loaded",
    error: null,
    hooks: ["onRecordCreate users"],
    routes: [{ method: "GET", path: "/api/hello/:name" }],
    middleware: 1,
    crons: ["hello"],
  });
  expect(second).toMatchObject({ name: "second", path: `${made.folder}/second/index.ts`, hooks: [], middleware: 0 });
});

test("a hook of a collection that isn't there is told of", async () => {
  await using made = await pluginApp({
    "slips.ts": plugin(`app.onRecordCreate(["users", "uesrs"], (e) => e.next());`),
  });
  const told = 'warn onRecordCreate of the plugin "slips" is for the collection uesrs, which does not exist yet';
  expect(made.lines.filter((line) => line.startsWith("warn")).map((line) => line.slice(0, told.length))).toEqual([
    told,
  ]);
});

test("a plugin that loads for long is told of before its limit", async () => {
  await using made = await pluginApp({
    "slow.ts": plugin("await new Promise((resolve) => setTimeout(resolve, 3_500));"),
  });
  expect(made.lines).toContain('warn the plugin "slow" is still loading: what it awaits has not ended yet');
  expect((await made.plugins())[0]?.state).toBe("loaded");
});
