import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

/** Starts an app whose hook file adds GET routes at the paths. */
async function start(...paths: readonly string[]): Promise<string> {
  const routes = paths.map((path) => `routerAdd("GET", "${path}", (e) => e.string(200, "${path}"));`);
  try {
    await using _app = await hookApp({ "main.pb.js": routes.join("\n") });
    return "started";
  } catch (error) {
    return (error as Error).message;
  }
}

test("routes that are for the same requests stop the start, as in PocketBase", async () => {
  const message = "of hook files are for the same requests: leave one out";
  expect(await start("/a", "/a")).toBe(`the routes GET /a and GET /a ${message}`);
  expect(await start("/a/{x}", "/a/{y}")).toContain(message);
  expect(await start("/a/{x}/b", "/a/c/{y}")).toContain(message);
  expect(await start("/a/{x...}", "/a/{y...}")).toContain(message);
});

test("of routes of which one is more specific both are there", async () => {
  expect(await start("/a/{x}", "/a/b", "/a/{x...}", "/a/{$}", "/{x}", "/b/{x}/c", "/b/{x}")).toBe("started");
});
