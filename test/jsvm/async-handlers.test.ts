import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
routerAdd("GET", "/plain", async () => { throw new Error("lost"); });
routerAdd("GET", "/missing", async () => { $app.findRecordById("users", "x"); });
routerAdd("GET", "/late", async (e) => { await null; e.json(200, { late: true }); throw new Error("lost"); });
routerAdd("GET", "/never", async (e) => { await new Promise(() => {}); return e.string(200, "never"); });
routerAdd("GET", "/api", async () => { await null; throw new BadRequestError("told"); });
routerAdd("GET", "/value", async () => {
  try { $app.findRecordById("users", "x"); } catch (error) { throw error.value; }
});
onRecordCreate(async (e) => {
  if (e.record.get("name") === "bad") throw new Error("lost");
  await null;
  e.next();
}, "users");`;

test("of what async handlers throw clients hear as in PocketBase, and all else is logged", async () => {
  const logged: string[] = [];
  const ignore = (): void => undefined;
  const note = (message: string): void => {
    if (message.startsWith("an async handler")) logged.push(message);
  };
  const log = { debug: ignore, info: ignore, warn: ignore, error: note };
  await using app = await hookApp({ "main.pb.js": HOOKS }, { log });
  const status = async (path: string): Promise<number> => (await app.request("GET", path)).status;
  expect(await status("/api")).toBe(400);
  expect(await status("/value")).toBe(404);
  expect(logged).toEqual([]);
  for (const path of ["/plain", "/missing", "/late"]) expect(await status(path)).toBe(200);
  expect(logged).toEqual(Array.from({ length: 3 }, () => expect.stringContaining("an async handler failed")));
  expect(await status("/never")).toBe(500);
  expect(logged.at(-1)).toContain("an async handler waits for something that never comes");
});

test("a create around which an async handler fails is answered with what it has by then", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const create = (name: string): Promise<unknown> =>
    app.request("POST", "/api/collections/users/records", {
      body: { email: `${name}@example.com`, password: "1234567890", passwordConfirm: "1234567890", name },
    });
  expect(await create("good")).toMatchObject({ json: { name: "good", created: expect.stringMatching(/^\d/) } });
  expect(await create("bad")).toMatchObject({ status: 200, json: { name: "bad", created: "" } });
  const token = await app.superuserToken();
  const { json } = await app.request("GET", "/api/collections/users/records", { token });
  expect(json).toMatchObject({ totalItems: 1 });
});

test("what promises have left to do is done at the end of the handler or file, not in a later request", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/answer", (e) => { Promise.resolve().then(() => e.json(200, "late")); });
        routerAdd("GET", "/throw", (e) => {
          Promise.resolve().then(() => 1).then(() => $app.store().set("path", e.request.url.path));
          throw new BadRequestError("thrown");
        });
        routerAdd("GET", "/path", async (e) => { await null; return e.json(200, $app.store().get("path")); });
        Promise.resolve().then(() => routerAdd("GET", "/added", (e) => e.string(200, "added")));`,
    },
    { poolSize: 1 },
  );
  expect((await app.request("GET", "/answer")).json).toBe("late");
  expect((await app.request("GET", "/throw")).status).toBe(400);
  expect((await app.request("GET", "/path")).json).toBe("/throw");
  expect((await app.request("GET", "/added")).text).toBe("added");
});

test("promises of a handler settle at its end, not within what it calls, also those that modules make", async () => {
  await using app = await hookApp(
    {
      "later.js": "module.exports = async (work) => { await null; work(); };",
      "main.pb.js": `
        onRecordValidate((e) => {
          const note = (word) => $app.store().set("words", ($app.store().get("words") || "") + " " + word);
          note("inner");
          Promise.resolve().then(() => note("inner-promise"));
          e.next();
          note("inner-end");
        }, "users");
        routerAdd("GET", "/promise", (e) => {
          const note = (word) => $app.store().set("words", ($app.store().get("words") || "") + " " + word);
          Promise.resolve().then(() => note("outer-promise"));
          $app.validate(new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com", password: "1234567890" }));
          note("outer-end");
        });
        routerAdd("GET", "/module", (e) => {
          const note = (word) => $app.store().set("words", ($app.store().get("words") || "") + " " + word);
          require(__hooks + "/later.js")(() => note("outer-promise"));
          $app.validate(new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com", password: "1234567890" }));
          note("outer-end");
        });
        routerAdd("GET", "/words", (e) => {
          const words = $app.store().get("words");
          $app.store().remove("words");
          return e.string(200, words);
        });`,
    },
    { poolSize: 1 },
  );
  for (const path of ["/promise", "/module"]) {
    expect((await app.request("GET", path)).status).toBe(200);
    const words = (await app.request("GET", "/words")).text;
    expect(words).toBe(" inner inner-end inner-promise outer-end outer-promise");
  }
});
