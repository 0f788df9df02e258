// What scripts assign to properties of Go's structs has to be of the type, or is made one at once.
import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

/** What a route with that code answers; `thrown` gives the name of the error that a function throws. */
async function answer(body: string): Promise<unknown> {
  const thrown = `const thrown = (work) => { try { work(); return ""; } catch (error) { return error.name; } };`;
  await using app = await hookApp({ "main.pb.js": `routerAdd("GET", "/ask", (e) => { ${thrown} ${body} });` });
  return (await app.request("GET", "/ask")).json;
}

test("options of collections and fields", async () => {
  const body = `
    const c = $app.findCollectionByNameOrId("users");
    c.name = 5; c.system = "x"; c.manageRule = 7; c.indexes = ["a", 5];
    c.otp = { enabled: true };
    c.otp.length = "8";
    c.passwordAuth.identityFields = ["email", 5];
    c.oauth2.mappedFields.id = 5;
    c.oauth2.providers = [{ name: "google" }];
    const field = new NumberField({ name: "n", min: 0 });
    field.max = "7"; field.name = null; field.onlyInt = 1;
    const text = new TextField({ name: "t" });
    text.max = 1.7;
    return e.json(200, {
      options: [c.name, c.system, c.manageRule, c.indexes, String(c.indexes), c.otp.duration, c.otp.length],
      within: [c.passwordAuth.identityFields, c.oauth2.mappedFields.id, c.oauth2.providers[0].pkce],
      field: [field.max, field.name, field.onlyInt, text.max],
      pointers: [typeof c.listRule, c.manageRule === "7", c.manageRule == "7", typeof field.min, field.min ? "set" : "not"],
      thrown: [
        () => { c.indexes = "x"; }, () => { c.updated = "2020-01-01"; }, () => { c.otp = 5; }, () => { c.otp.own = 1; },
        () => { c.fields = [{ name: "x", type: "text" }]; }, () => { c.fields.add({ name: "x", type: "text" }); },
      ].map(thrown),
    });`;
  expect(await answer(body)).toEqual({
    options: ["5", true, "7", ["a", "5"], '["a","5"]', 0, 8],
    within: [["email", "5"], "5", null],
    field: [7, "", true, 1],
    pointers: ["object", false, true, "object", "set"],
    thrown: Array.from({ length: 6 }, () => "TypeError"),
  });
});

test("a collection whose options were converted is saved", async () => {
  const body = `
    const c = new Collection({ name: "things", type: "base", fields: [{ name: "n", type: "number", max: 5 }] });
    c.listRule = "n > 1";
    c.viewRule = c.listRule;
    c.fields.getByName("n").min = "2";
    $app.save(c);
    const saved = $app.findCollectionByNameOrId("things");
    const { min, max } = saved.fields.getByName("n");
    return e.json(200, [saved.listRule, saved.viewRule, saved.createRule, min, max]);`;
  expect(await answer(body)).toEqual(["n > 1", "n > 1", null, 2, 5]);
});

test("settings, which are the same object until others are stored", async () => {
  const body = `
    const s = $app.settings();
    s.smtp.port = "25"; s.smtp.enabled = 0; s.trustedProxy.headers = ["X", 5]; s.meta.senderName = null;
    s.rateLimits.rules = [{ label: "x", maxRequests: "5" }];
    s.meta = { appName: "Named", appURL: s.meta.appURL, senderName: "S", senderAddress: "s@example.com" };
    const [rule] = s.rateLimits.rules;
    const before = [s.smtp.port, s.smtp.enabled, s.trustedProxy.headers, rule.maxRequests, rule.duration, s.meta.accentColor];
    s.rateLimits.rules = [];
    $app.save($app.settings());
    const name = $app.settings().meta.appName;
    $app.settings().meta.appName = "unsaved";
    const unsaved = $app.settings().meta.appName;
    $app.reloadSettings();
    return e.json(200, {
      before, names: [name, unsaved, $app.settings().meta.appName],
      thrown: [() => { s.meta = 5; }, () => { s.meta.own = 1; }, () => { s.trustedProxy.headers = "X"; }].map(thrown),
    });`;
  expect(await answer(body)).toEqual({
    before: [25, false, ["X", "5"], 5, 0, ""],
    names: ["Named", "unsaved", "Named"],
    thrown: ["TypeError", "TypeError", "TypeError"],
  });
});

test("events, requests, mails and cookies", async () => {
  const body = `
    const cookie = new Cookie({ name: "c", value: 'a b;"', maxAge: "7" });
    cookie.secure = 1; cookie.expires = new Date(0);
    const mail = new MailerMessage({ from: { address: "a@b.c" } });
    mail.from.name = 7;
    const info = e.requestInfo();
    info.method = 5;
    e.request.method = 7;
    return e.json(200, {
      cookie: cookie.string(), from: mail.from.string(), methods: [info.method, e.request.method],
      thrown: [
        () => { e.app = 5; }, () => { e.app = null; }, () => { e.request = 5; }, () => { e.request.url = 5; }, () => { info.body = "x"; },
        () => { info.auth = 5; }, () => { mail.from = "x"; }, () => { mail.attachments = { "a.txt": "x" }; },
        () => { new SubscriptionMessage({ name: "n" }).data = 5; }, () => { cookie.own = 1; },
      ].map(thrown),
    });`;
  expect(await answer(body)).toEqual({
    cookie: 'c="a b"; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=7; Secure',
    from: '"7" <a@b.c>',
    methods: ["5", "7"],
    thrown: Array.from({ length: 10 }, () => "TypeError"),
  });
});

test("models: lists and maps only of lists and maps", async () => {
  const body = `
    const model = new DynamicModel({ list: [], map: {} });
    model.list = [1, "a"];
    return e.json(200, {
      text: String(model.list), list: model.list,
      thrown: [() => { model.list = "x"; }, () => { model.map = 5; }].map(thrown),
    });`;
  expect(await answer(body)).toEqual({ text: '[1,"a"]', list: [1, "a"], thrown: ["TypeError", "TypeError"] });
});

test("unmarshal() leaves what is not named in parts of settings, and saved collections keep that they have no providers", async () => {
  const body = `
    const s = $app.settings();
    s.meta.senderName = "Kept";
    unmarshal({ meta: { appName: "Named", hideControls: true }, smtp: null }, s);
    const c = $app.findCollectionByNameOrId("users");
    c.name = "members";
    $app.save(c);
    return e.json(200, [s.meta.appName, s.meta.senderName, s.meta.hideControls, s.smtp.port > 0, c.oauth2.providers]);`;
  expect(await answer(body)).toEqual(["Named", "Kept", true, true, null]);
});
