import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const EARLY = `
routerUse(new Middleware((e) => {
  let token = "";
  try { token = e.request.cookie("token").value; } catch (error) {}
  if (token !== "") e.request.header.set("Authorization", token);
  return e.next();
}, -1030));
routerUse((e) => {
  if (e.request.header.get("x-late") !== "") e.request.header.set("Authorization", e.request.header.get("x-late"));
  return e.next();
});
routerAdd("GET", "/who", (e) => e.json(200, { email: e.auth ? e.auth.email() : null }));`;

test("a middleware before PocketBase's sign-in may give the request another token", async () => {
  await using app = await hookApp({ "main.pb.js": EARLY });
  const token = await app.superuserToken();
  const who = async (headers: Record<string, string>): Promise<unknown> =>
    ((await app.request("GET", "/who", { headers })).json as { email: unknown }).email;
  expect(await who({ cookie: `token=${token}` })).toContain("@");
  expect(await who({ cookie: "token=wrong" })).toBeNull();
  expect(await who({ "x-late": token })).toBeNull();
  const list = await app.request("GET", "/api/collections", { headers: { cookie: `token=${token}` } });
  expect(list.status).toBe(200);
});

const CHANGES = `
routerUse((e) => {
  const kind = e.request.header.get("x-kind");
  if (kind === "headers") { e.request.header.set("X-Own", "a"); e.request.header.del("x-kind"); }
  if (kind === "query") e.request.url.rawQuery = "fields=title&filter=title='b'";
  if (kind === "body") e.requestInfo().body["title"] = "of the middleware";
  if (kind === "address") e.request.remoteAddr = "10.1.2.3:99";
  return e.next();
});
routerAdd("GET", "/headers", (e) => e.json(200, e.requestInfo().headers));
routerAdd("GET", "/address", (e) => e.json(200, [e.realIP(), e.remoteIP(), e.request.remoteAddr]));
routerAdd("GET", "/own", (e) => {
  e.request.header.set("X-Own", "b");
  e.request.url.rawQuery = "a=1";
  return e.json(200, [e.requestInfo().headers.x_own, e.requestInfo().query]);
});
onBootstrap((e) => {
  e.next();
  const collection = new Collection({ type: "base", name: "posts", fields: [{ type: "text", name: "title" }] });
  for (const rule of ["listRule", "createRule", "viewRule"]) collection[rule] = "";
  e.app.save(collection);
});`;

test("what follows a middleware sees the request as it has made it", async () => {
  await using app = await hookApp({ "main.pb.js": CHANGES });
  const get = async (path: string, kind: string): Promise<unknown> =>
    (await app.request("GET", path, { headers: { "x-kind": kind } })).json;
  const headers = await get("/headers", "headers");
  expect(headers).toMatchObject({ x_own: "a" });
  expect(headers).not.toHaveProperty("x_kind");
  expect(await get("/address", "address")).toEqual(["10.1.2.3", "10.1.2.3", "10.1.2.3:99"]);
  expect(await get("/own", "")).toEqual(["b", { a: "1" }]);
  const posts = "/api/collections/posts/records";
  for (const title of ["a", "b"]) await app.request("POST", posts, { body: { title } });
  expect(await get(posts, "query")).toMatchObject({ items: [{ title: "b" }], totalItems: 1 });
  expect(await get(posts, "")).toMatchObject({ totalItems: 2 });
  const created = await app.request("POST", posts, { body: { title: "sent" }, headers: { "x-kind": "body" } });
  expect(created.json).toMatchObject({ title: "of the middleware" });
});
