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
