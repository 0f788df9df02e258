import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
routerAdd("GET", "/texts", (e) => e.json(200, [
  toString(e.request.url.query()),
  toString({ b: 1, a: [{ d: 1, c: 2 }] }),
  toString(new Date(0)),
  toString(new Cookie({ name: "a", value: "b" })),
  toString(new MailerMessage({ subject: "x" })).slice(0, 40),
  toString(-0),
  toString($app.findCollectionByNameOrId("users")).slice(0, 24),
]));
routerAdd("GET", "/executed", (e) => e.json(200, $app.db().newQuery("UPDATE users SET name = name").execute()));
routerAdd("GET", "/tokens", (e) => {
  const record = new Record($app.findCollectionByNameOrId("users"));
  record.load({ id: "userannuserann1", email: "a@example.com", password: "12345678" });
  $app.save(record);
  const lasting = (duration) => {
    const { iat, exp } = $security.parseUnverifiedJWT(record.newStaticAuthToken(duration));
    return Math.round(exp - Date.now() / 1000);
  };
  return e.json(200, [3600 * 1e9, "60000000000", 0, undefined].map(lasting));
});`;

test("toString() gives the texts of Go", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  expect((await app.request("GET", "/texts?q=1&q=2&a=")).json).toEqual([
    '{"a":[""],"q":["1","2"]}',
    '{"a":[{"c":2,"d":1}],"b":1}',
    "1970-01-01 00:00:00 +0000 UTC",
    "a=b",
    '{"from":{"Name":"","Address":""},"to":nu',
    "-0",
    '{"id":"_pb_users_auth_",',
  ]);
  expect((await app.request("GET", "/executed")).json).toEqual({ Locker: {} });
});

test("static tokens last as long as a duration of Go says", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const [hour = 0, minute = 0, ...standard] = (await app.request("GET", "/tokens")).json as number[];
  expect(hour).toBeWithin(3590, 3601);
  expect(minute).toBeWithin(50, 61);
  for (const seconds of standard) expect(seconds).toBeWithin(431_900, 432_001);
});

const PATHS = `
routerAdd("GET", "/files/{path...}", (e) => e.string(200, e.request.pathValue("path")));
routerAdd("GET", "/docs/{$}", (e) => e.string(200, "docs"));
routerAdd("GET", "/both", (e) => e.string(200, "both"));
routerAdd("GET", "/both/", (e) => e.string(200, "below"));
routerAdd("POST", "/sent/", (e) => e.string(200, "sent"));`;

test("a path that lacks its slash is redirected where only that has a route", async () => {
  await using app = await hookApp({ "main.pb.js": PATHS });
  const answer = async (method: string, path: string) => {
    const { status, headers, text } = await app.request(method, path);
    return [status, headers.get("location") ?? text];
  };
  expect(await answer("GET", "/files?a=1")).toEqual([307, "/files/?a=1"]);
  expect(await answer("HEAD", "/docs")).toEqual([307, "/docs/"]);
  expect(await answer("GET", "/docs/")).toEqual([200, "docs"]);
  expect(await answer("GET", "/files/a/b")).toEqual([200, "a/b"]);
  expect(await answer("GET", "/both")).toEqual([200, "both"]);
  expect(await answer("POST", "/sent")).toEqual([307, "/sent/"]);
  expect((await answer("GET", "/sent"))[0]).toBe(404);
});

test("headers may have any text, as in Go, and lists may have holes", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/to", (e) => e.redirect(302, "/straße\\r\\nx: y"));
      routerAdd("GET", "/names", (e) => {
        for (const name of ["a b", "", "c\\r\\nd"]) e.response.header().set(name, "1");
        return e.json(200, [, 1, ,]);
      });
    `,
  });
  const answer = await app.request("GET", "/to");
  expect(answer.status).toBe(302);
  expect(Buffer.from(answer.headers.get("location") ?? "", "latin1").toString()).toBe("/straße  x: y");
  const { status, json } = await app.request("GET", "/names");
  expect({ status, json }).toEqual({ status: 200, json: [null, 1, null] });
});
