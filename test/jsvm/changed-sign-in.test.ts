import { expect, test } from "bun:test";
import type { TestApp } from "../support/test-app.ts";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
routerUse(new Middleware((e) => {
  let token = "";
  try { token = e.request.cookie("token").value; } catch (error) {}
  if (token !== "") e.request.header.set("Authorization", token);
  const key = e.request.header.get("x-key");
  if (key === "") return e.next();
  e.request.header.del("Authorization");
  e.auth = e.app.findAuthRecordByEmail("_superusers", key);
  return e.next();
}, -1030));
routerUse((e) => {
  const address = e.request.header.get("x-ip");
  if (address !== "") e.request.remoteAddr = address + ":1";
  const forwarded = e.request.header.get("x-real");
  if (forwarded !== "") e.request.header.set("X-Forwarded-For", forwarded);
  const name = e.request.header.get("x-kind");
  if (name !== "") e.request.header.set(name, name === "X-Name" ? "日本" : "two\\nlines");
  return e.next();
});
routerAdd("GET", "/who", (e) => e.json(200, [e.auth ? e.auth.email() : null, e.realIP()]));
routerAdd("GET", "/headers", (e) => e.json(200, e.requestInfo().headers));`;

const LISTED = "9.9.9.9";

async function status(app: TestApp, path: string, headers: Record<string, string>): Promise<number> {
  return (await app.request("GET", path, { headers })).status;
}

test("superusers whom hooks sign in, or whose address they change, need a listed address as they came", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const token = await app.superuserToken();
  const cookie = `token=${token}`;
  expect(await status(app, "/who", { cookie })).toBe(200);
  const trustedProxy = { headers: ["X-Forwarded-For"], useLeftmostIP: false };
  const body = { superuserIPs: [LISTED], trustedProxy };
  expect((await app.request("PATCH", "/api/settings", { token, body })).status).toBe(200);
  for (const path of ["/who", "/api/collections"]) {
    expect([path, await status(app, path, { cookie })]).toEqual([path, 403]);
    for (const name of ["x-ip", "x-real"]) {
      const headers = { authorization: token, [name]: LISTED };
      expect([path, name, await status(app, path, headers)]).toEqual([path, name, 403]);
    }
    expect([path, await status(app, path, { cookie, "x-forwarded-for": LISTED })]).toEqual([path, 200]);
  }
  expect((await app.request("GET", "/who", { headers: { "x-ip": LISTED } })).json).toEqual([null, LISTED]);
});

test("an address that a middleware sets behind the rate limits does not count for them", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const token = await app.superuserToken();
  const rules = [{ label: "/api/health", maxRequests: 2, duration: 60 }];
  const body = { rateLimits: { enabled: true, excludedIPs: [LISTED], rules } };
  expect((await app.request("PATCH", "/api/settings", { token, body })).status).toBe(200);
  const statuses: number[] = [];
  for (const end of ["9", "1", "2"]) statuses.push(await status(app, "/api/health", { "x-ip": `9.9.9.${end}` }));
  expect(statuses).toEqual([200, 200, 429]);
});

test("middleware behind the rate limits does not run for requests that they refuse", async () => {
  const hooks = `
    routerUse((e) => {
      $app.store().set("runs", ($app.store().get("runs") || 0) + 1);
      return e.next();
    });
    routerAdd("GET", "/runs", (e) => e.json(200, $app.store().get("runs")));`;
  await using app = await hookApp({ "main.pb.js": hooks });
  const rules = [{ label: "/api/health", maxRequests: 1, duration: 60 }];
  const body = { rateLimits: { enabled: true, rules } };
  expect((await app.request("PATCH", "/api/settings", { token: await app.superuserToken(), body })).status).toBe(200);
  for (const expected of [200, 429, 429]) expect(await status(app, "/api/health", {})).toBe(expected);
  // That of the settings, of one of three, and its own.
  expect((await app.request("GET", "/runs")).json).toBe(3);
});

test("an address that a middleware sets before the checks counts for them, also of routes of hook files", async () => {
  const hooks = `
    routerUse(new Middleware((e) => {
      e.request.remoteAddr = e.request.header.get("x-ip") + ":1";
      return e.next();
    }, -1100));
    routerAdd("GET", "/limited", (e) => e.string(200, e.remoteIP()));
    routerAdd("GET", "/signed-in", (e) => e.string(200, e.auth.email()));`;
  await using app = await hookApp({ "main.pb.js": hooks });
  const token = await app.superuserToken();
  const rules = [{ label: "/limited", maxRequests: 1, duration: 60 }];
  const body = { rateLimits: { enabled: true, rules }, superuserIPs: [LISTED] };
  const changed = await app.request("PATCH", "/api/settings", { token, body, headers: { "x-ip": LISTED } });
  expect(changed.status).toBe(200);
  const statuses: number[] = [];
  for (const end of ["1", "1", "2"]) statuses.push(await status(app, "/limited", { "x-ip": `1.1.1.${end}` }));
  expect(statuses).toEqual([200, 429, 200]);
  for (const path of ["/signed-in", "/api/collections"]) {
    expect(await status(app, path, { authorization: token, "x-ip": LISTED })).toBe(200);
    expect(await status(app, path, { authorization: token, "x-ip": "1.1.1.1" })).toBe(403);
  }
});

test("a middleware between two checks counts for the second alone", async () => {
  const change = `(e) => {
    const address = e.request.header.get("x-ip");
    if (address !== "") e.request.remoteAddr = address + ":1";
    if (e.request.header.get("x-su") !== "") e.auth = e.app.findFirstRecordByFilter("_superusers", "");
    return e.next();
  }`;
  const hooks = (priority: number): string => `
    routerUse(new Middleware(${JSON.stringify(change)}, ${priority}));
    routerAdd("GET", "/signed-in", (e) => e.string(200, e.auth ? "yes" : "no"));`;
  const statusesAt = async (priority: number): Promise<number[]> => {
    await using app = await hookApp({ "main.pb.js": hooks(priority) });
    const authorization = await app.superuserToken();
    const rules = [{ label: "/signed-in", maxRequests: 1, duration: 60 }];
    const body = { superuserIPs: [LISTED], rateLimits: { enabled: true, rules, excludedIPs: [LISTED] } };
    expect((await app.request("PATCH", "/api/settings", { token: authorization, body })).status).toBe(200);
    return [
      await status(app, "/api/settings", { authorization, "x-ip": LISTED }),
      await status(app, "/api/settings", { "x-su": "1" }),
      await status(app, "/signed-in", {}),
      await status(app, "/signed-in", { "x-ip": LISTED }),
    ];
  };
  expect(await statusesAt(-1016)).toEqual([200, 403, 200, 200]);
  expect(await statusesAt(-1015)).toEqual([403, 200, 200, 200]);
  expect(await statusesAt(-1001)).toEqual([403, 200, 200, 200]);
  expect(await statusesAt(-1000)).toEqual([403, 200, 200, 429]);
  // Behind the check of who may use a route.
  expect(await statusesAt(1)).toEqual([403, 401, 200, 429]);
});

test("early middleware of a route signs in no superuser from an address that is not listed", async () => {
  const hooks = [-2000, -1018].map(
    (priority) => `
      routerAdd("GET", "/own${priority}", (e) => e.string(200, "for superusers"), $apis.requireSuperuserAuth(), new Middleware((e) => {
        if (e.request.header.get("x-su") !== "") e.auth = e.app.findFirstRecordByFilter("_superusers", "");
        const address = e.request.header.get("x-ip");
        if (address !== "") e.request.remoteAddr = address + ":1";
        return e.next();
      }, ${priority}));`,
  );
  await using app = await hookApp({ "main.pb.js": hooks.join("\n") });
  const token = await app.superuserToken();
  expect((await app.request("PATCH", "/api/settings", { token, body: { superuserIPs: [LISTED] } })).status).toBe(200);
  for (const path of ["/own-2000", "/own-1018"]) {
    expect(await status(app, path, { "x-su": "1" })).toBe(403);
    expect(await status(app, path, { "x-su": "1", "x-ip": LISTED })).toBe(200);
  }
});

test("whom a middleware has signed in itself stays so, whatever it makes of the token", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const authorization = await app.superuserToken();
  const [email = ""] = (await app.request("GET", "/who", { headers: { authorization } })).json as string[];
  expect(email).toContain("@");
  const { json } = await app.request("GET", "/who", { headers: { authorization, "x-key": email } });
  expect((json as string[])[0]).toBe(email);
});

test("headers of a hook may be none of HTTP", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const headers = async (kind: string): Promise<unknown> =>
    (await app.request("GET", "/headers", { headers: { "x-kind": kind } })).json;
  expect(await headers("X-Name")).toMatchObject({ x_name: "日本", x_kind: "X-Name" });
  expect(await headers("X-Lines")).toMatchObject({ x_lines: "two\nlines", x_kind: "X-Lines" });
});

const RULES = `
routerUse((e) => {
  const info = e.requestInfo();
  delete info.headers["x_role"];
  if (info.query.tenant === "alias") info.query.tenant = "a";
  return e.next();
});
routerAdd("GET", "/seen", (e) => e.json(200, [e.requestInfo().headers.x_role, e.requestInfo().query]));
onBootstrap((e) => {
  e.next();
  for (const [name, listRule] of [["roles", "@request.headers.x_role = 'admin'"], ["tenants", "@request.query.tenant = 'a'"]]) {
    const collection = new Collection({ type: "base", name, listRule, fields: [{ type: "text", name: "title" }] });
    e.app.save(collection);
    e.app.save(new Record(collection, { title: "one" }));
  }
});`;

test("rules see the headers and the query as a hook has left them in requestInfo()", async () => {
  await using app = await hookApp({ "main.pb.js": RULES });
  const get = async (path: string): Promise<unknown> =>
    (await app.request("GET", path, { headers: { "x-role": "admin" } })).json;
  expect(await get("/seen?tenant=alias&b=1")).toEqual([null, { tenant: "a", b: "1" }]);
  expect(await get("/api/collections/roles/records")).toMatchObject({ totalItems: 0 });
  for (const [tenant, totalItems] of [
    ["a", 1],
    ["b", 0],
    ["alias", 1],
  ]) {
    expect(await get(`/api/collections/tenants/records?tenant=${tenant}`)).toMatchObject({ totalItems });
  }
});
