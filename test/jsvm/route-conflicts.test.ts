import { expect, test } from "bun:test";
import { POCKETBASE_ROUTES } from "../../src/jsvm/pocketbase-routes.ts";
import { testApp } from "../support/test-app.ts";
import { hookApp } from "./hook-app.ts";

/** Starts an app whose hook file adds routes at the places, such as `GET /a`; without a word before the path, with no method. */
async function start(...places: readonly string[]): Promise<string> {
  const routes = places.map((place) => {
    const [path = "", method = ""] = place.split(" ").toReversed();
    return `routerAdd("${method}", "${path}", (e) => e.string(200, "${place}"));`;
  });
  try {
    await using _app = await hookApp({ "main.pb.js": routes.join("\n") });
    return "started";
  } catch (error) {
    return (error as Error).message;
  }
}

test("routes that are for the same requests stop the start, as in PocketBase", async () => {
  const message = "are for the same requests: leave one out";
  const both = "the routes GET /a of main.pb.js and GET /a of main.pb.js";
  expect(await start("GET /a", "GET /a")).toBe(`${both} ${message}`);
  expect(await start("GET /a/{x}", "GET /a/{y}")).toContain(message);
  expect(await start("GET /a/{x}/b", "GET /a/c/{y}")).toContain(message);
  expect(await start("GET /a/{x...}", "GET /a/{y...}")).toContain(message);
  expect(await start("HEAD /a/{x}", "GET /a/b")).toContain(message);
});

test("of routes of which one is more specific both are there", async () => {
  const places = ["GET /a/{x}", "GET /a/b", "GET /a/{x...}", "GET /a/{$}", "GET /{x}", "GET /b/{x}/c", "GET /b/{x}"];
  expect(await start(...places, "HEAD /a/b", "POST /a/{x}", "GET example.com/a/b")).toBe("started");
});

test("routes that are for the same requests as PocketBase's own stop the start, too", async () => {
  const message = "choose another path, or a more specific one";
  const own = "of main.pb.js is for the same requests as the server's own";
  expect(await start("GET /api/health")).toBe(
    `the route GET /api/health ${own} GET /api/health: choose another path, or a more specific one`,
  );
  expect(await start("GET /api/collections/{name}/records/{key}")).toContain(message);
  expect(await start("GET /api/collections/meta/{x}")).toContain(message);
  expect(await start("GET /api/files/x/{rest...}")).toContain(message);
  expect(await start("GET /_/{x...}")).toContain(message);
  expect(await start("GET /_/")).toContain(message);
  const others = ["HEAD /api/health", "GET /api/{x...}", "GET /api/health/", "GET example.com/api/health", "GET /"];
  expect(await start(...others, "GET /api/metrics", "PATCH /api/settings/{x...}")).toBe("started");
});

test("a route without a method is for what has no other route, and for no file", async () => {
  expect(await start("/a")).toBe("the route /a of main.pb.js has no method: give one, such as GET");
  await using app = await hookApp({
    "main.pb.js": 'routerAdd("", "/{x...}", (e) => e.string(200, e.request.method));',
  });
  const ask = async (method: string, path: string): Promise<string> => {
    const { status, text } = await app.request(method, path);
    return status === 200 ? text : String(status);
  };
  expect(await ask("POST", "/a/b")).toBe("POST");
  expect(await ask("PUT", "/api/health")).toBe("PUT");
  expect(await ask("GET", "/a/b")).toBe("404");
});

test("a more specific route answers in place of the server's own", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/api/collections/users/records", (e) => e.string(200, "mine"));
      routerAdd("POST", "/api/collections/users/auth-with-password", (e) => e.string(200, "mine"));
      routerAdd("GET", "/api/collections/{c}/records/special", (e) => e.string(200, e.request.pathValue("c")));
      routerAdd("GET", "/api/overview", (e) => e.string(200, "mine"));
      routerAdd("GET", "/_/mine", (e) => e.string(200, "mine"));
      routerAdd("HEAD", "/api/health", (e) => e.noContent(204));
      routerAdd("GET", "/api/{x...}", (e) => e.string(200, "all " + e.request.pathValue("x")));`,
  });
  const text = async (path: string, method = "GET"): Promise<string> => (await app.request(method, path)).text;
  expect(await text("/api/collections/users/records")).toBe("mine");
  expect(await text("/api/collections/users/auth-with-password", "POST")).toBe("mine");
  expect(await text("/api/collections/users/records/special")).toBe("users");
  expect(await text("/api/overview")).toBe("mine");
  expect(await text("/_/mine")).toBe("mine");
  expect(await text("/api/x/y")).toBe("all x/y");
  expect(await text("/api/health")).toContain("healthy");
  expect((await app.request("HEAD", "/api/health")).status).toBe(204);
  // By its id the collection is another path, and a record another one than the special.
  expect((await app.request("GET", "/api/collections/_pb_users_auth_/records")).headers.get("content-type")).toBe(
    "application/json",
  );
  expect((await app.request("GET", "/api/collections/users/records/other")).status).toBe(404);
});

test("the server has all of PocketBase's own routes", async () => {
  await using app = await testApp();
  const own = new Set(app.server.routes.map(({ method, path }) => `${method} ${path.replaceAll(/:\w+|\*/g, "{}")}`));
  const places = POCKETBASE_ROUTES.map(([method, path]) => `${method} ${path.replaceAll(/\{[\w.]+\}/g, "{}")}`);
  expect(places.filter((place) => !own.has(place))).toEqual([]);
});

test("a pattern that can't be stops the start, with the name of its file", async () => {
  expect(await start("GET /a/{x")).toBe('main.pb.js: the route "/a/{x": a {name} must be a whole part of the path');
});

test("a parameter in the form of other routers is warned of, because PocketBase takes it as it is written", async () => {
  const lines: string[] = [];
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: (line: string) => void lines.push(line), error: ignore };
  await using app = await hookApp(
    { "main.pb.js": 'routerAdd("GET", "/a/:name", (e) => e.string(200, "a"));' },
    { log },
  );
  expect((await app.request("GET", "/a/:name")).text).toBe("a");
  expect(lines).toEqual([
    'the route GET /a/:name of main.pb.js answers only ":name" as it is written: {name} is a part with any value',
  ]);
});
