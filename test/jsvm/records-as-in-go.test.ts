// What records and requests of hook files do where PocketBase's Go shows through.
import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const SETUP = `
onBootstrap((e) => {
  e.next();
  const things = new Collection({ name: "things", type: "base", fields: [{ name: "title", type: "text" }, { name: "count", type: "number" }] });
  e.app.save(things);
  for (const [id, count] of [["thingonething01", 1], ["thingtwothing02", 2]]) {
    e.app.save(new Record(things, { id, title: "t" + count, count }));
  }
});
`;

async function answer(body: string): Promise<unknown> {
  const caught = `const caught = (work) => { try { return work(); } catch (error) { return String(error); } };`;
  await using app = await hookApp({ "main.pb.js": `${SETUP} routerAdd("GET", "/ask", (e) => { ${caught} ${body} });` });
  return (await app.request("GET", "/ask")).json;
}

test("functions add conditions to finders by id", async () => {
  const body = `
    const more = (least) => (q) => { q.andWhere($dbx.exp("count >= {:least}", { least })); };
    const ids = ["thingonething01", "thingtwothing02"];
    const find = (...filters) => caught(() => $app.findRecordById("things", ids[0], ...filters).get("title"));
    return e.json(200, [
      find(more(1)), find(more(2)), find(null), find(more(1), more(2)),
      find(() => { throw new BadRequestError("thrown"); }),
      find(() => 5),
      caught(() => $app.findRecordById("nothing", ids[0], more(1))),
      $app.findRecordsByIds("things", ids, more(2)).map((record) => record.id),
      $app.findRecordsByIds("things", ids).length,
      caught(() => $app.findRecordsByIds("things", "thingonething01")),
    ]);`;
  const [none, wrong] = ["GoError: sql: no rows in result set", "GoError: could not convert 5 to error"];
  expect(await answer(body)).toEqual([
    "t1",
    none,
    "t1",
    none,
    "Thrown.",
    wrong,
    none,
    ["thingtwothing02"],
    2,
    expect.stringMatching(/^TypeError/),
  ]);
});

test("a record that was just created has new copies, and a mark that it is stored keeps its id", async () => {
  const body = `
    const things = $app.findCollectionByNameOrId("things");
    const made = new Record(things, { title: "made" });
    $app.save(made);
    const unnamed = new Record(things);
    unnamed.markAsNotNew();
    const marked = new Record(things, { id: "markedmarked001" });
    marked.markAsNotNew();
    marked.id = "othermarked0001";
    const found = $app.findRecordById("things", "thingonething01");
    return e.json(200, {
      made: [made.isNew(), made.fresh().isNew(), made.clone().isNew(), made.fresh().lastSavedPK(), made.fresh().id === made.id],
      unnamed: [unnamed.isNew(), unnamed.lastSavedPK()],
      marked: [marked.isNew(), marked.lastSavedPK()],
      found: [found.fresh().isNew(), found.clone().lastSavedPK()],
    });`;
  expect(await answer(body)).toEqual({
    made: [false, true, true, "", true],
    unnamed: [true, ""],
    marked: [false, "markedmarked001"],
    found: [false, "thingonething01"],
  });
});

test("what is no record may stand in expand, and a record may have no collection", async () => {
  const body = `
    const record = $app.findRecordById("things", "thingonething01");
    record.setExpand({ own: 5, list: [1, record.fresh()] });
    record.set("title", "changed");
    $app.save(record);
    return e.json(200, [$app.findRecordById("things", record.id).get("title"), new Record().collection()]);`;
  expect(await answer(body)).toEqual(["changed", null]);
});

test("the host is no header, readers are read up to a limit, and $http.send takes nothing for no options", async () => {
  const body = `
    const reader = $filesystem.fileFromBytes("abcdef", "a.txt").reader;
    e.request.header.set("X-Own", "1");
    return e.json(200, [
      e.request.header.get("Host"), e.request.host !== "", Object.keys(e.request.header), e.requestInfo().headers.x_own,
      readerToString(reader.open(), 2), readerToString(reader.open()),
      caught(() => $http.send(null)), caught(() => $http.send("x")),
    ]);`;
  expect(await answer(body)).toEqual([
    "",
    true,
    [],
    "1",
    "ab",
    "abcdef",
    'GoError: Get "": unsupported protocol scheme ""',
    expect.stringMatching(/^TypeError/),
  ]);
});

test("what can't be JSON is an error of e.json(), behind an empty answer", async () => {
  const route = `routerAdd("GET", "/ask", (e) => {
    try { e.json(201, { a: $app.isDev() ? 1 : NaN }); } catch (error) { $app.store().set("told", String(error)); }
  });
  routerAdd("GET", "/told", (e) => e.string(200, $app.store().get("told")));`;
  await using app = await hookApp({ "main.pb.js": route });
  expect(await app.request("GET", "/ask")).toMatchObject({ status: 201, text: "" });
  expect((await app.request("GET", "/told")).text).toBe("GoError: json: unsupported value: NaN");
});

test("an object that holds itself is no JSON: e.json says so", async () => {
  await using app = await hookApp({
    "main.pb.js": `routerAdd("GET", "/cycle", (e) => {
      const cycle = { a: [1] };
      cycle.a.push(cycle);
      let told;
      try { e.json(200, cycle); } catch (error) { told = String(error); }
      return e.string(200, told);
    });`,
  });
  const { text } = await app.request("GET", "/cycle");
  expect(text).toBe("GoError: json: unsupported value: encountered a cycle via map[string]interface {}");
});

test("as models collections are those of one table, whatever they are called", async () => {
  const hooks = `
    onModelCreate((e) => { $app.store().set("named", true); e.next(); }, "made");
    onModelCreate((e) => { $app.store().set("table", e.model.name); e.next(); }, "_collections");
    routerAdd("GET", "/ask", (e) => {
      $app.save(new Collection({ name: "made", type: "base" }));
      const before = $app.store().get("named");
      $app.save(new Record($app.findCollectionByNameOrId("made")));
      return e.json(200, [$app.store().get("table"), before, $app.store().get("named")]);
    });`;
  await using app = await hookApp({ "main.pb.js": hooks });
  expect((await app.request("GET", "/ask")).json).toEqual(["made", null, true]);
});

test("the error of a batch has the answer of the request that failed", async () => {
  const hooks = `
    onBatchRequest((e) => { try { e.next(); } catch (error) { $app.store().set("told", error.value.data.requests[0].response); throw error; } });
    routerAdd("GET", "/ask", (e) => { const s = $app.settings(); s.batch.enabled = true; $app.save(s); });
    routerAdd("GET", "/told", (e) => e.json(200, $app.store().get("told")));`;
  await using app = await hookApp({ "main.pb.js": hooks });
  await app.request("GET", "/ask");
  const body = { requests: [{ method: "DELETE", url: "/api/collections/users/records/nobody" }] };
  expect((await app.request("POST", "/api/batch", { body })).status).toBe(400);
  const told = (await app.request("GET", "/told")).json;
  expect(told).toMatchObject({ status: 404, message: "The requested resource wasn't found." });
});

test("hooks of what a failed batch rolls back hear which request failed", async () => {
  const hooks = `
    onBootstrap((e) => { e.next(); const s = $app.settings(); s.batch.enabled = true; $app.save(s); });
    onRecordAfterCreateError((e) => { $app.store().set("told", String(e.error)); e.next(); }, "users");
    routerAdd("GET", "/told", (e) => e.json(200, $app.store().get("told")));`;
  await using app = await hookApp({ "main.pb.js": hooks });
  const url = "/api/collections/users/records";
  const user = { email: "a@example.com", password: "1234567890", passwordConfirm: "1234567890" };
  const body = {
    requests: [
      { method: "POST", url, body: user },
      { method: "DELETE", url: `${url}/nobody` },
    ],
  };
  expect((await app.request("POST", "/api/batch", { body })).status).toBe(400);
  expect((await app.request("GET", "/told")).json).toBe("requests: (1: Batch request failed..).");
});

test("hooks hear that a one-time password was asked for an unknown account, and the client does not", async () => {
  const hooks = `
    onBootstrap((e) => {
      e.next();
      const users = $app.findCollectionByNameOrId("users");
      users.otp.enabled = true;
      $app.save(users);
    });
    onRecordRequestOTPRequest((e) => {
      $app.store().set("told", "nothing");
      try { e.next(); } catch (error) { $app.store().set("told", error.message); throw error; }
    });
    onRecordRequestOTPRequest((e) => {
      const { email } = e.requestInfo().body;
      if (email === "stopped@example.com") return;
      try { e.next(); } catch (error) { if (email !== "caught@example.com") throw error; }
    });
    routerAdd("GET", "/told", (e) => e.json(200, $app.store().get("told")));`;
  await using app = await hookApp({ "main.pb.js": hooks });
  const otpId: unknown = expect.stringMatching(/^\w{15}$/);
  for (const [email, status, json, told] of [
    ["nobody@example.com", 200, { otpId }, "missing or invalid users OTP auth record with email nobody@example.com"],
    ["caught@example.com", 200, { otpId }, "nothing"],
    ["stopped@example.com", 204, null, "nothing"],
  ] as const) {
    const answer = await app.request("POST", "/api/collections/users/request-otp", { body: { email } });
    expect([answer.status, answer.json]).toEqual([status, json]);
    expect((await app.request("GET", "/told")).json).toBe(told);
  }
});

test("also after it was saved or deleted, or failed to be, a collection is one of their table", async () => {
  const tell = (what: string): string =>
    `(e) => { $app.store().set("told", [...$app.store().get("told"), "${what} " + e.model.name]); e.next(); }`;
  const hooks = ["_collections", "made", "bad"].map(
    (tag) => `
      onModelAfterCreateSuccess(${tell(`${tag}: created`)}, "${tag}");
      onModelAfterCreateError(${tell(`${tag}: not created`)}, "${tag}");
      onModelAfterUpdateSuccess(${tell(`${tag}: updated`)}, "${tag}");
      onModelAfterUpdateError(${tell(`${tag}: not updated`)}, "${tag}");
      onModelAfterDeleteSuccess(${tell(`${tag}: deleted`)}, "${tag}");`,
  );
  const route = `routerAdd("GET", "/ask", (e) => {
    $app.store().set("told", []);
    const made = new Collection({ name: "made", type: "base" });
    $app.save(made);
    made.listRule = "";
    $app.save(made);
    made.listRule = "nothing = 1";
    try { $app.save(made); } catch {}
    try { $app.save(new Collection({ name: "bad", type: "base", indexes: ["CREATE INDEX x ON bad (nothing)"] })); } catch {}
    $app.delete($app.findCollectionByNameOrId("made"));
    return e.json(200, $app.store().get("told"));
  });`;
  await using app = await hookApp({ "main.pb.js": [...hooks, route].join("\n") });
  expect((await app.request("GET", "/ask")).json).toEqual([
    "_collections: created made",
    "_collections: updated made",
    "_collections: not updated made",
    "_collections: not created bad",
    "_collections: deleted made",
  ]);
});

test("a cookie that $http.send gets has the age that Go reads", async () => {
  const ages = ["5", "0", "-5", "abc", "012", "1.5", "1e999", "99999999999999999999"];
  const headers = ages.map((age, index): [string, string] => ["Set-Cookie", `c${index}=x; Max-Age=${age}`]);
  using server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("", { headers }) });
  const code = `routerAdd("GET", "/ages", (e) => {
    const { cookies } = $http.send({ url: "${server.url.href}" });
    return e.json(200, Object.keys(cookies).sort().map((name) => cookies[name].maxAge));
  });`;
  await using app = await hookApp({ "main.pb.js": code });
  expect((await app.request("GET", "/ages")).json).toEqual([5, -1, -1, 0, 0, 0, 0, 0]);
});

test("a record that a hook takes away from a view is answered as null", async () => {
  const hook = `onRecordViewRequest((e) => { e.record = null; return e.next(); }, "users");`;
  await using app = await hookApp({ "main.pb.js": hook });
  const token = await app.superuserToken();
  const user = { email: "a@example.com", password: "1234567890", passwordConfirm: "1234567890" };
  const made = await app.request("POST", "/api/collections/users/records", { body: user, token });
  const { id } = made.json as { id: string };
  const { status, text } = await app.request("GET", `/api/collections/users/records/${id}`, { token });
  expect([status, text.trim()]).toEqual([200, "null"]);
});
