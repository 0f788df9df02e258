import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { expect, test } from "bun:test";
import { TemporaryDirectory } from "../support/server-process.ts";
import { testApp } from "../support/test-app.ts";
import { plugin, type PluginApp, pluginApp, signUpOther } from "./plugin-app.ts";

const answering = (text: string): string => plugin(`app.routes.get("/text", () => ${JSON.stringify(text)});`);

async function text(made: PluginApp, path = "/text"): Promise<string> {
  return (await made.app.request("GET", path)).text;
}

/** Waits until the route answers so; the test's own time limit ends the wait. */
async function answers(made: PluginApp, expected: string, path = "/text"): Promise<void> {
  while ((await text(made, path)) !== expected) await setTimeout(2);
}

test("a saved file is loaded anew, that plugin only", async () => {
  await using made = await pluginApp(
    {
      "one.ts": answering("first"),
      "two.ts": plugin(`let count = 0; app.routes.get("/count", () => String(++count));`),
    },
    { watches: true },
  );
  expect(await text(made, "/count")).toBe("1");
  made.write({ "one.ts": answering("second") });
  await answers(made, "second");
  expect(await text(made, "/count")).toBe("2");
  made.write({ "three/index.ts": plugin(`app.routes.get("/three", () => "third");`) });
  await answers(made, "third", "/three");
  made.write({
    "three/index.ts": `import { part } from "./part.ts";\n${plugin(`app.routes.get("/three", () => part);`)}`,
    "three/part.ts": `export const part = "a part";`,
  });
  await answers(made, "a part", "/three");
  made.write({ "three/part.ts": `export const part = "another part";` });
  await answers(made, "another part", "/three");
  rmSync(join(made.folder, "one.ts"));
  while ((await made.app.request("GET", "/text")).status !== 404) await setTimeout(2);
});

test("plugins that come after the start are found, also where there was no folder", async () => {
  await using made = await pluginApp({}, { watches: true });
  made.write({ "late.ts": answering("late") });
  await answers(made, "late");
});

test("a file that is half written for a moment is no error", async () => {
  await using made = await pluginApp({ "one.ts": answering("first") }, { watches: true });
  for (const half of ["", "export default {;"]) {
    made.write({ "one.ts": half });
    // Long enough for a load of it.
    await setTimeout(60);
    made.write({ "one.ts": answering(`after "${half}"`) });
    // As on a busy machine: the event of the change comes when the time for it is over.
    Bun.sleepSync(250);
    await answers(made, `after "${half}"`);
  }
  expect(made.lines.filter((line) => line.startsWith("error"))).toEqual([]);
  made.write({ "one.ts": "export default {;" });
  while (!made.lines.some((line) => line.startsWith("error"))) await setTimeout(2);
});

test("what is saved while the plugins are loaded is not lost", async () => {
  const folder = new TemporaryDirectory();
  const [path, saved] = [join(folder.path, "slow.ts"), answering("second")];
  // It is replaced by its own load, before the folder could be watched.
  const first = `import { writeFileSync } from "node:fs";\n${plugin(`
    app.routes.get("/text", () => "first");
    writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(saved)});
  `)}`;
  writeFileSync(path, first);
  await using app = await testApp({
    plugins: { folder: folder.path, watches: true, hookTimeoutMs: 15_000, builtIn: [] },
  });
  while ((await app.request("GET", "/text")).text !== "second") await setTimeout(2);
  folder[Symbol.dispose]();
});

test("a version that can't be loaded leaves the one before in place, and is told with its line", async () => {
  await using made = await pluginApp({ "one.ts": answering("first"), "other.ts": plugin("") });
  made.write({ "one.ts": "export default 1;\nconst = 3;\n" });
  const answer = await made.reload("one");
  expect(answer.status).toBe(400);
  expect(await text(made)).toBe("first");
  const [one, other] = await made.plugins();
  expect(one).toMatchObject({ name: "one", state: "failed", routes: [{ method: "GET", path: "/text" }] });
  expect(one?.error).toContain("one.ts:2:7: const = 3;");
  expect(other).toMatchObject({ state: "loaded" });
  expect(made.lines.some((line) => line.startsWith("error") && line.includes("one.ts:2:7"))).toBe(true);
  made.write({ "one.ts": answering("mended") });
  expect((await made.reload("one")).json).toMatchObject({ state: "loaded", error: null });
  expect(await text(made)).toBe("mended");
  expect((await made.reload("nothing")).status).toBe(404);
});

test("requests under way finish with the old version, whose timers and servers then end", async () => {
  const gate = Promise.withResolvers<void>();
  const key = crypto.randomUUID();
  const world = { gate: gate.promise, ticks: 0, port: 0, unloaded: 0, started: 0 };
  Object.assign(globalThis, { [key]: world });
  const first = plugin(`
    const world = globalThis["${key}"];
    app.routes.get("/slow", async () => { world.started++; await world.gate; return "old"; });
    setInterval(() => world.ticks++, 1);
    world.port = Bun.serve({ port: 0, fetch: () => new Response("its own") }).port;
    app.onUnload(() => { world.unloaded++; });
    app.onRecordCreate("users", async (e) => { e.record.name = "old"; await e.next(); });
  `);
  await using made = await pluginApp({ "one.ts": first });
  expect(await (await fetch(`http://127.0.0.1:${world.port}`)).text()).toBe("its own");
  const slow = text(made, "/slow");
  while (world.started === 0) await setImmediate();
  made.write({ "one.ts": plugin(`app.routes.get("/slow", () => "new");`) });
  await made.reload("one");
  expect(await text(made, "/slow")).toBe("new");
  expect(world.unloaded).toBe(0);
  gate.resolve();
  expect(await slow).toBe("old");
  while (world.unloaded === 0) await setImmediate();
  // Disposed of right after.
  await setImmediate();
  const { ticks } = world;
  await setTimeout(30);
  expect(world.ticks).toBe(ticks);
  const refused = await fetch(`http://127.0.0.1:${world.port}`).catch(() => "refused");
  expect(refused).toBe("refused");
  const user = await made.app.create("users", { email: "a@example.com", password: "12345678" });
  expect(user.values["name"]).toBe("");
});

test("a plugin keeps its place among others when it is loaded anew", async () => {
  const adding = (letter: string): string =>
    plugin(`app.onRecordCreate("users", async (e) => { e.record.name += "${letter}"; await e.next(); });`);
  await using made = await pluginApp({ "a.ts": adding("a"), "b.ts": adding("b"), "c.ts": adding("c") });
  await made.reload("a");
  await made.reload("b");
  const user = await made.app.create("users", { email: "a@example.com", password: "12345678" });
  expect(user.values["name"]).toBe("abc");
});

test("what a plugin began goes on when the plugin is unloaded in the middle of it", async () => {
  const gate = Promise.withResolvers<void>();
  const key = crypto.randomUUID();
  const world = { gate: gate.promise, began: 0 };
  Object.assign(globalThis, { [key]: world });
  await using made = await pluginApp({
    "writer.ts": plugin(`
      const world = globalThis["${key}"];
      app.routes.get("/begin", () => void app.transaction(async (tx) => {
        await tx.records.create("users", { email: "a@example.com", password: "12345678" });
        world.began++;
        await world.gate;
      }));
    `),
  });
  // It is made now, as no one else can write in between.
  const token = await made.app.superuserToken();
  await made.app.request("GET", "/begin");
  while (world.began === 0) await setTimeout(2);
  made.write({ "writer.ts": plugin("") });
  expect((await made.app.request("POST", "/api/plugins/writer/reload", { token })).status).toBe(200);
  expect((await made.app.request("GET", "/begin")).status).toBe(404);
  gate.resolve();
  // The transaction of the plugin that is gone ends as it would have, and does not hold up others.
  expect((await signUpOther(made)).status).toBe(200);
  const users = await made.app.context.database.all("SELECT email FROM users ORDER BY email");
  expect(users).toEqual([{ email: "a@example.com" }, { email: "b@example.com" }]);
});
