import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
routerAdd("GET", "/assign", (e) => {
  const objects = {
    event: e,
    app: $app,
    request: e.request,
    response: e.response,
    info: e.requestInfo(),
    settings: $app.settings(),
    meta: $app.settings().meta,
    message: new MailerMessage(),
    record: new Record($app.findCollectionByNameOrId("users")),
  };
  const thrown = {};
  for (const [name, object] of Object.entries(objects)) {
    try { object.own = 1; thrown[name] = "nothing"; } catch (error) { thrown[name] = error.name; }
  }
  return e.json(200, thrown);
});
routerAdd("GET", "/methods", (e) => {
  try { e.next = 1; } catch (error) { return e.string(200, error.name + typeof e.next); }
});
routerAdd("GET", "/auth", (e) => {
  try { e.auth = 5; } catch (error) { return e.string(200, error.name); }
});
routerAdd("GET", "/addresses", (e) => {
  const message = new MailerMessage({ subject: 5 });
  message.to = [{ address: "a@b.c", name: "A" }];
  message.subject = 7;
  message.headers = { "X-Count": 3 };
  let error = "";
  try { message.cc = { address: "a@b.c" }; } catch (caught) { error = caught.name; }
  return e.json(200, [message.to[0].string(), message.subject, message.headers, error]);
});
onRecordCreate((e) => { e.record = 5; return e.next(); }, "users");`;

test("objects of Go take no other properties", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const all = "event app request response info settings meta message record".split(" ");
  const thrown = Object.fromEntries(all.map((name) => [name, "TypeError"]));
  expect((await app.request("GET", "/assign")).json).toEqual(thrown);
  expect((await app.request("GET", "/methods")).text).toBe("TypeErrorfunction");
});

test("what is assigned has to be of the type, or is made one", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  expect((await app.request("GET", "/auth")).text).toBe("TypeError");
  expect((await app.request("GET", "/addresses")).json).toEqual(['"A" <a@b.c>', "7", { "X-Count": "3" }, "TypeError"]);
  const headers = { authorization: await app.superuserToken() };
  const body = { email: "a@example.com", password: "12345678", passwordConfirm: "12345678" };
  const created = await app.request("POST", "/api/collections/users/records", { body, headers });
  expect(created.status).toBe(400);
});
