import { setTimeout } from "node:timers/promises";
import { expect, test } from "bun:test";
import { plugin, type PluginApp, pluginApp, signUpOther } from "./plugin-app.ts";

const LOGIN = { email: "a@example.com", password: "12345678", passwordConfirm: "12345678" };

function signUp(made: PluginApp) {
  return made.app.request("POST", "/api/collections/users/records", { body: LOGIN });
}

function errors(made: PluginApp): string[] {
  return made.lines.filter((line) => line.startsWith("error"));
}

test("plugins that can't be loaded are told of and leave the others running", async () => {
  await using made = await pluginApp({
    "good.ts": plugin(`app.routes.get("/good", () => "good");`),
    "missing.ts": `import { it } from "a-package-that-is-not-there";\nexport default it;`,
    "file.ts": `import { t } from "baobox";\n\nimport { a } from "./no.ts";\nexport default [t, a];`,
    "name/index.ts": `import { t } from "baobox";\nimport {\n  b\n} from "./a.ts";\nexport default [t, b];`,
    "name/a.ts": "export const a = 1;",
    "baobox.ts": `import { b } from "baobox";\nexport default b;`,
    "nothing.ts": `export const a = 1;`,
    "syntax.ts": `export default {;\n`,
    "throws.ts": plugin(`\n\n  throw new Error("not today");`),
    "route.ts": plugin(`app.routes.get("/api/health", () => "mine");`),
    "twice.ts": plugin(`app.routes.get("/good", () => "mine");`),
    "cron.ts": plugin(`app.cron("x", "never", () => {});`),
    "taken.ts": plugin(`app.cron("__pbDBOptimize__", "* * * * *", () => {});`),
    "socket.ts": plugin(`app.routes.ws("/socket", { message() {} });`),
  });
  const found = Object.fromEntries((await made.plugins()).map(({ name, error }) => [name, error]));
  expect(found).toEqual({
    good: null,
    missing: expect.stringMatching(/; install it .* bun add a-package-that-is-not-there at .*missing\.ts:1:1: import/),
    file: expect.stringMatching(/^Cannot find module '\.\/no\.ts' .* at .*file\.ts:3:1: import \{ a \} from/),
    name: expect.stringMatching(
      /^SyntaxError: Export named 'b' not found .* at .*name\/index\.ts:4:1: } from "\.\/a\.ts";$/,
    ),
    baobox: expect.stringMatching(/^SyntaxError: Export named 'b' not found .* at .*baobox\.ts:1:1: import/),
    nothing: expect.stringContaining("no plugin as its default export"),
    syntax: expect.stringContaining("syntax.ts:1:"),
    throws: expect.stringMatching(/^not today at .*throws\.ts:5:\d+: throw new Error\("not today"\);$/),
    route: "the route GET /api/health is reserved by Baobox: choose another path",
    twice: "the route GET /good is reserved by another plugin: choose another path",
    cron: expect.stringContaining('the job x can\'t run at "never"'),
    taken: "the job __pbDBOptimize__ already exists",
    socket: expect.stringContaining("no WebSocket routes"),
  });
  expect((await made.app.request("GET", "/good")).text).toBe("good");
  expect((await made.app.request("GET", "/api/health")).status).toBe(200);
});

test("an error in a hook is logged with its line, once, and answered without a word of it", async () => {
  await using made = await pluginApp({
    "a.ts": plugin(`app.onRecordCreate("users", (e) => e.next());`),
    "b.ts": plugin(`app.onRecordCreate("users", () => {\n  undefined.property;\n});`),
  });
  const answer = await signUp(made);
  expect({ status: answer.status, json: answer.json }).toEqual({
    status: 400,
    json: { data: {}, message: "Failed to create record.", status: 400 },
  });
  const told = errors(made).filter((line) => line.includes("plugin"));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/onRecordCreate of the plugin "b" failed: TypeError: .* at .*b\.ts:4:\d+$/);
  expect(await made.app.context.database.all("SELECT id FROM users")).toEqual([]);
});

test("what the data API can't do is told with the line that asked for it", async () => {
  await using made = await pluginApp({
    "asks.ts": plugin(`
      app.onRecordCreate("users", async (e) => {
        await e.app.sql\`SELECT * FROM nowhere\`;
      });
      app.routes.get("/asks", ({ query }) => app.records.list("users", query));
    `),
  });
  expect((await signUp(made)).status).toBe(400);
  expect(errors(made).join("\n")).toMatch(
    /(?:no such table: nowhere|relation "nowhere" does not exist) at .*asks\.ts:5:\d+$/m,
  );
  const ask = async (query: string): Promise<unknown> => (await made.app.request("GET", `/asks?${query}`)).json;
  const problem = 'can\'t be used: invalid sort field "nofield".';
  expect(await ask("sort=nofield")).toMatchObject({
    status: 400,
    message: `The filter "" or the sort "nofield" ${problem}`,
  });
  expect(await ask("filter=a+%3D+(")).toMatchObject({
    message: 'The filter "a = (" can\'t be used: invalid formatted group - missing 1 closing bracket(s).',
  });
});

test("a rejected promise and an error in a timer are logged and harm nothing", async () => {
  await using made = await pluginApp({
    "timer.ts": plugin(`
      setTimeout(() => { throw new Error("thrown in a timer"); }, 1);
      setTimeout(() => void Promise.reject(new Error("rejected in a timer")), 1);
      app.routes.get("/alive", () => "alive");
    `),
  });
  const isTold = (text: string): boolean =>
    errors(made).some((line) => line.includes(`plugin "timer" failed: ${text}`));
  while (!isTold("thrown in a timer") || !isTold("rejected in a timer")) await setTimeout(2);
  expect((await made.app.request("GET", "/alive")).text).toBe("alive");
});

test("a hook that takes too long is given up, and what it does afterwards counts no more", async () => {
  const key = crypto.randomUUID();
  const world: { late: string } = { late: "" };
  Object.assign(globalThis, { [key]: world });
  await using made = await pluginApp(
    {
      "slow.ts": plugin(`
        app.onRecordCreate("users", async (e) => {
          await Bun.sleep(400);
          try { await e.next(); } catch (error) { globalThis["${key}"].late = error.message; }
        });
      `),
      "patient.ts": `import { definePlugin } from "baobox";
        export default definePlugin((app) => {
          app.onRecordDelete("users", async (e) => { await Bun.sleep(300); await e.next(); });
        }, { hookTimeoutMs: 60_000 });`,
    },
    { hookTimeoutMs: 100 },
  );
  expect((await signUp(made)).status).toBe(400);
  expect(errors(made).join("\n")).toContain('onRecordCreate of the plugin "slow" took longer than 0.1 s');
  while (world.late === "") await setTimeout(5);
  expect(world.late).toContain("has already ended");
  expect(await made.app.context.database.all("SELECT id FROM users")).toEqual([]);
  const superuser = await made.app.superuserToken();
  const { id } = await made.app.create("_superusers", { email: "b@example.com", password: "12345678" });
  const removed = await made.app.request("DELETE", `/api/collections/_superusers/records/${id}`, { token: superuser });
  expect(removed.status).toBe(204);
});

test("the time of the rest of the chain is not the hook's", async () => {
  await using made = await pluginApp(
    { "outer.ts": plugin(`app.onRecordCreate("users", (e) => e.next());`) },
    { hookTimeoutMs: 100 },
  );
  made.app.context.hooks.onRecordCreate.bind({
    priority: 1,
    async run(event) {
      await setTimeout(400);
      await event.next();
    },
  });
  expect((await signUp(made)).status).toBe(200);
});

test("a hook that goes on twice is not given up while either still runs", async () => {
  await using made = await pluginApp(
    { "twice.ts": plugin(`app.onRecordsListRequest((e) => Promise.all([e.next(), e.next()]).then(() => undefined));`) },
    { hookTimeoutMs: 100 },
  );
  let calls = 0;
  made.app.context.hooks.onRecordsListRequest.bind({
    priority: 1,
    async run(event) {
      if (calls++ === 0) await setTimeout(600);
      await event.next();
    },
  });
  expect((await made.app.request("GET", "/api/collections/users/records")).status).toBe(200);
  expect({ calls, errors: errors(made) }).toEqual({ calls: 1, errors: [] });
});

test("a hook that doesn't wait for next() is told of, once", async () => {
  await using made = await pluginApp({
    "hasty.ts": plugin(`
      app.onRecordCreate("users", (e) => { e.next(); });
      app.onRecordValidate("users", async (e) => { e.next(); });
      app.onRecordAfterCreateSuccess("users", (e) => e.next());
      app.onRecordCreateExecute("users", async (e) => { await e.next(); });
      app.onRecordAfterCreateSuccess("users", () => {});
    `),
  });
  await signUp(made);
  await signUpOther(made);
  await made.app.request("GET", "/api/health");
  const told = errors(made).filter((line) => line.includes("await e.next()"));
  const names = told.map((line) => /error (\w+) of the plugin "hasty"/.exec(line)?.[1] ?? "");
  expect(names.toSorted()).toEqual(["onRecordCreate", "onRecordValidate"]);
});

test("a hook that writes the record that it handles ends with an error instead of never", async () => {
  await using made = await pluginApp({
    "loop.ts": plugin(`
      app.onRecordAfterUpdateSuccess("users", async (e) => {
        await e.app.records.update("users", e.record.id, { name: e.record.name + "x" });
        await e.next();
      });
      app.onRecordAfterCreateSuccess("users", async (e) => {
        await e.next();
        await e.app.sql\`UPDATE users SET name = 'by SQL' WHERE id = \${e.record.id}\`;
      });
    `),
  });
  const user = await made.app.create("users", { email: "a@example.com", password: "12345678" });
  expect(await made.app.context.database.all("SELECT name FROM users")).toEqual([{ name: "by SQL" }]);
  const token = await made.app.superuserToken();
  const answer = await made.app.request("PATCH", `/api/collections/users/records/${user.id}`, {
    token,
    body: { name: "a" },
  });
  expect(answer.status).toBe(400);
  expect(errors(made).join("\n")).toContain("does a hook write what it is called for?");
  expect((await signUpOther(made)).status).toBe(200);
});

test("a hook that writes through the outer app inside a transaction is told of its deadlock", async () => {
  await using made = await pluginApp({
    "outer.ts": plugin(`
      app.onRecordCreateExecute("users", async (e) => {
        await e.app.transaction(async (tx) => {
          await app.records.create("users", { email: "other@example.com", password: "12345678" });
        });
        await e.next();
      });
    `),
  });
  expect((await signUp(made)).status).toBe(400);
  expect(errors(made).join("\n")).toContain("deadlock");
  expect(await made.app.context.database.all("SELECT id FROM users")).toEqual([]);
});
