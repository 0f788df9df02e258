import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

test("setFunc of handlers in many threads loses no change", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/add", (e) => {
          $app.store().setFunc("count", (old) => {
            sleep(5);
            return (old || 0) + 1;
          });
          return e.noContent(204);
        });
        routerAdd("GET", "/count", (e) => e.json(200, $app.store().get("count")));
      `,
    },
    { poolSize: 8 },
  );
  const answers = await Promise.all(Array.from({ length: 8 }, () => app.request("GET", "/add")));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(204));
  expect((await app.request("GET", "/count")).json).toBe(8);
});

test("setFunc gives null for no value, keeps maps and dates, and may take functions", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/all", (e) => {
        const store = $app.store();
        const seen = [];
        store.setFunc("map", (old) => { seen.push(old); return { at: new DateTime("2026-01-02 03:04:05.678Z") }; });
        store.setFunc("map", (old) => { seen.push(old.at.string()); old.more = [1]; return old; });
        store.setFunc("call", () => () => "called");
        store.setFunc("call", (old) => { seen.push(old()); return 1; });
        return e.json(200, [...seen, store.get("map").more, store.get("call")]);
      });
    `,
  });
  expect((await app.request("GET", "/all")).json).toEqual([null, "2026-01-02 03:04:05.678Z", "called", [1], 1]);
});

const FUNCTIONS = `
let calls = 0;
$app.store().set("count", () => { calls += 1; return calls; });
$app.store().set("tools", { double: (n) => n * 2, nameOf: (record) => record.get("name") + " of " + record.collection().name });
$app.store().set("users", () => { calls += 1; return $app.countRecords("users"); });
$app.store().set("fail", () => { throw new BadRequestError("on purpose"); });
$app.store().set("missing", () => $app.findRecordById("users", "nobody"));
$app.store().set("path", (e) => e.request.url.path);
routerAdd("GET", "/count", (e) => e.json(200, $app.store().get("count")()));
routerAdd("GET", "/tools", (e) => {
  const { double, nameOf } = $app.store().get("tools");
  const record = new Record($app.findCollectionByNameOrId("users"), { name: "ann" });
  return e.json(200, [double(21), nameOf(record), $app.store().get("users")(), $app.store().get("path")(e)]);
});
routerAdd("GET", "/fail", () => { $app.store().get("fail")(); });
routerAdd("GET", "/missing", () => { $app.store().get("missing")(); });
routerAdd("GET", "/set", (e) => { $app.store().set("later", (a) => a + 1); return e.json(200, $app.store().get("later")(1)); });
routerAdd("GET", "/later", (e) => { sleep(20); return e.json(200, $app.store().get("later")(2)); });
routerAdd("GET", "/wait", (e) => { sleep(50); return e.json(200, $app.store().get("count")()); });
onRecordCreate((e) => { e.record.set("name", "made " + $app.store().get("count")()); e.next(); }, "users");
$app.store().set("make", () => {
  const user = new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com", password: "1234567890" });
  $app.save(user);
  return user.get("name");
});
routerAdd("GET", "/make", (e) => e.json(200, $app.store().get("make")()));`;

test("functions that files put into the store are called with what stands around them, by all threads", async () => {
  await using app = await hookApp({ "main.pb.js": FUNCTIONS }, { poolSize: 4 });
  const get = async (path: string): Promise<unknown> => (await app.request("GET", path)).json;
  expect(await get("/count")).toBe(1);
  const counted = await Promise.all(Array.from({ length: 4 }, () => get("/wait")));
  expect((counted as number[]).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5]);
  expect(await get("/tools")).toEqual([42, "ann of users", 0, "/tools"]);
  // What it writes has hooks, which call such functions themselves.
  expect(await get("/make")).toBe("made 7");
  expect((await app.request("GET", "/fail")).status).toBe(400);
  expect((await app.request("GET", "/missing")).status).toBe(404);
});

test("of functions that handlers put there others have the code alone", async () => {
  await using app = await hookApp({ "main.pb.js": FUNCTIONS }, { poolSize: 4 });
  expect((await app.request("GET", "/set")).json).toBe(2);
  const answers = await Promise.all(Array.from({ length: 4 }, () => app.request("GET", "/later")));
  expect(answers.map(({ json }) => json)).toEqual([3, 3, 3, 3]);
});

test("a function of the store that does not end is ended alone, and its code is there afterwards", async () => {
  const file = `
    $app.store().set("loop", (n) => { while (n < 0); return n; });
    routerAdd("GET", "/loop", (e) => e.json(200, $app.store().get("loop")(Number(e.request.url.query().get("n")))));`;
  await using app = await hookApp({ "main.pb.js": file }, { timeoutMs: 1_000 });
  expect((await app.request("GET", "/loop?n=1")).json).toBe(1);
  expect((await app.request("GET", "/loop?n=-1")).status).toBe(400);
  expect((await app.request("GET", "/loop?n=2")).json).toBe(2);
});
