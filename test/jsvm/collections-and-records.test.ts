// What hook files do with collections, fields and records beyond PocketBase's recorded cases.
import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

/** What a route of a hook file with that body answers. */
async function answer(body: string): Promise<unknown> {
  await using app = await hookApp({ "main.pb.js": `routerAdd("GET", "/ask", (e) => { ${body} });` });
  return (await app.request("GET", "/ask")).json;
}

test("lists of fields add, move, replace and remove", async () => {
  const body = `
    const list = new FieldsList([{ name: "a", type: "text" }, { name: "x", type: "ghost" }]);
    list.addAt(0, new NumberField({ name: "n", max: 5 }), new BoolField({ name: "b" }));
    list.add(new TextField({ name: "a", max: 9 }));
    list.addMarshaledJSON('{"name": "d", "type": "date"}');
    const names = list.fieldNames();
    list.removeByName("b");
    list.removeById(list.getByName("d").id);
    return e.json(200, {
      names,
      left: list.fieldNames(),
      max: list.getByName("a").max,
      types: list.map((field) => field.type()),
      instance: new TextField({ name: "q" }) instanceof TextField,
      json: JSON.parse(JSON.stringify(list))[0].type,
    });`;
  expect(await answer(body)).toEqual({
    names: ["n", "b", "a", "d"],
    left: ["n", "a"],
    max: 9,
    types: ["number", "text"],
    instance: true,
    json: "number",
  });
});

test("a field object stays the same through a save, and unmarshal() changes what it names", async () => {
  const body = `
    const made = new Collection({ name: "made", type: "base", fields: [{ name: "a", type: "text" }] });
    const field = made.fields.getByName("a");
    $app.save(made);
    field.max = 7;
    $app.save(made);
    unmarshal({ listRule: "", name: "other" }, made);
    $app.save(made);
    const found = $app.findCollectionByNameOrId("other");
    return e.json(200, {
      max: found.fields.getByName("a").max,
      same: made.fields.getByName("a") === field,
      rule: found.listRule,
      view: found.viewRule,
      isNew: made.isNew(),
    });`;
  expect(await answer(body)).toEqual({ max: 7, same: true, rule: "", view: null, isNew: false });
});

test("a field keeps its type and its methods where unmarshal() names them, or an assignment", async () => {
  const body = `
    const made = new Collection({ name: "made", type: "base", fields: [{ name: "a", type: "text", max: 3 }] });
    const first = made.fields.getByName("a");
    unmarshal({ type: "number", getName: "x", name: "b", max: 5 }, first);
    let mistake = null;
    try { first.type = "number"; } catch (error) { mistake = error.name; }
    $app.save(made);
    const found = $app.findCollectionByNameOrId("made").fields.getByName("b");
    return e.json(200, [mistake, first.type(), first.getName(), found.type(), found.max]);`;
  expect(await answer(body)).toEqual(["TypeError", "text", "b", "text", 5]);
});

test("lists of options that were null stay null where unmarshal() does not name them", async () => {
  const body = `
    const link = { name: "link", type: "url", onlyDomains: [] };
    const made = new Collection({ name: "made", type: "base", fields: [link, { name: "other", type: "url" }] });
    $app.save(made);
    unmarshal({ listRule: "" }, made);
    made.fields.getByName("other").onlyDomains = made.fields.getByName("link").exceptDomains;
    $app.save(made);
    const fields = JSON.parse(JSON.stringify($app.findCollectionByNameOrId("made"))).fields;
    return e.json(200, fields.slice(1).map(({ onlyDomains, exceptDomains }) => [onlyDomains, exceptDomains]));`;
  expect(await answer(body)).toEqual([
    [[], null],
    [null, null],
  ]);
});

test("JSON.stringify() of a field has empty lists where Go's JSON has null, each in the order of its type", async () => {
  const body = `
    const field = new EmailField({ name: "a" });
    const keys = (field) => Object.keys(JSON.parse(JSON.stringify(field))).slice(6).join(" ");
    return e.json(200, [JSON.parse(JSON.stringify(field)).onlyDomains, field, keys(new PasswordField()), keys(new TextField())]);`;
  expect(await answer(body)).toEqual([
    [],
    expect.objectContaining({ name: "a", onlyDomains: null }),
    "pattern min max cost required",
    "min max pattern autogeneratePattern required primaryKey",
  ]);
});

test("secrets of auth collections are there for code, are not shown, and stay through a save", async () => {
  const body = `
    const users = $app.findCollectionByNameOrId("users");
    const { secret } = users.authToken;
    users.listRule = null;
    $app.save(users);
    return e.json(200, {
      length: secret.length,
      same: $app.findCollectionByNameOrId("users").authToken.secret === secret,
      shown: JSON.stringify(users).includes(secret),
    });`;
  expect(await answer(body)).toEqual({ length: 50, same: true, shown: false });
});

test("dates of saving are set by setRaw() alone", async () => {
  const body = `
    const users = $app.findCollectionByNameOrId("users");
    const one = new Record(users, { email: "a@example.com", password: "1234567890" });
    one.set("created", "2001-01-01 00:00:00.000Z");
    $app.save(one);
    const other = new Record(users, { email: "b@example.com", password: "1234567890" });
    other.setRaw("created", "2001-01-01 00:00:00.000Z");
    $app.save(other);
    return e.json(200, [one, other].map((record) => record.getString("created").startsWith("2001")));`;
  expect(await answer(body)).toEqual([false, true]);
});

test("what is no model, and collections and filters that are wrong, are errors", async () => {
  const body = `
    const tried = (work) => { try { work(); return "done"; } catch (error) { return String(error); } };
    return e.json(200, [
      tried(() => $app.save({ id: "x" })),
      tried(() => { new Collection({ name: "q" }).unknown = 1; }),
      tried(() => $app.findRecordsByFilter("users", "id != ''", "nothing")),
      tried(() => $app.findAuthRecordByToken("", "auth")),
      tried(() => $app.canAccessRecord(new Record($app.findCollectionByNameOrId("users")), new RequestInfo(), "x = 1")),
    ]);`;
  const [model, unknown, sort, token, rule] = (await answer(body)) as string[];
  expect(model).toStartWith("TypeError: could not convert");
  expect(unknown).toStartWith("TypeError");
  expect(sort).toBe('GoError: invalid sort field "nothing"');
  expect(token).toBe("GoError: missing token");
  expect(rule).toBe('GoError: invalid left operand "x" - unknown field "x"');
});

test("records that belong to an account are found and deleted with their own methods", async () => {
  const body = `
    const users = $app.findCollectionByNameOrId("users");
    const user = new Record(users, { email: "a@example.com", password: "1234567890" });
    $app.save(user);
    for (const provider of ["google", "github"]) {
      const data = { collectionRef: users.id, recordRef: user.id, provider, providerId: "p-" + provider };
      $app.save(new Record($app.findCollectionByNameOrId("_externalAuths"), data));
    }
    const found = $app.findAllExternalAuthsByRecord(user);
    const names = found.map((one) => one.provider() + " " + one.providerId() + " " + (one.recordRef() === user.id));
    const ofCollection = $app.findAllExternalAuthsByCollection(users).length;
    $app.deleteAllExternalAuthsByRecord(user);
    return e.json(200, [names.sort(), ofCollection, $app.findAllExternalAuthsByRecord(user).length]);`;
  expect(await answer(body)).toEqual([["github p-github true", "google p-google true"], 2, 0]);
});

test("the app of unsafeWithoutHooks() writes and deletes rows as they are", async () => {
  const hooks = `
    onRecordCreate((e) => { $app.store().set("told", true); e.next(); }, "notes");
    routerAdd("GET", "/ask", (e) => {
      $app.save(new Collection({ name: "notes", type: "base", fields: [
        { name: "title", type: "text", required: true }, { name: "made", type: "autodate", onCreate: true },
      ] }));
      const raw = $app.unsafeWithoutHooks();
      const note = new Record($app.findCollectionByNameOrId("notes"), { id: "short" });
      raw.validate(note);
      raw.save(note);
      const again = $app.findRecordById("notes", "short");
      let noId = "written";
      try { raw.save(new Record(note.collection())); } catch { noId = "refused"; }
      let undone = "kept";
      try {
        $app.runInTransaction((tx) => {
          again.set("title", "changed");
          tx.unsafeWithoutHooks().save(again);
          throw new Error("stop");
        });
      } catch { undone = $app.findRecordById("notes", "short").get("title"); }
      raw.runInTransaction((tx) => tx.delete(note));
      return e.json(200, {
        made: again.getString("made"), isNew: note.isNew(), noId, undone,
        left: $app.countRecords("notes"), told: $app.store().get("told"),
      });
    });`;
  await using app = await hookApp({ "main.pb.js": hooks });
  expect((await app.request("GET", "/ask")).json).toEqual({
    made: "",
    isNew: false,
    noId: "refused",
    undone: "",
    left: 0,
    told: null,
  });
});

test("a collection that was found is found anew once collections changed, also in a transaction", async () => {
  const body = `
    const find = (app, name) => {
      try {
        return app.findCollectionByNameOrId(name).name;
      } catch {
        return null;
      }
    };
    const made = new Collection({ name: "before", type: "base", fields: [{ name: "a", type: "text" }] });
    $app.save(made);
    const seen = [find($app, "before"), find($app, "before")];
    made.name = "after";
    made.fields.add(new TextField({ name: "b" }));
    $app.save(made);
    seen.push(find($app, "before"), find($app, "after"));
    const record = new Record($app.findCollectionByNameOrId("after"), { b: "x" });
    try {
      $app.runInTransaction((app) => {
        const inner = app.findCollectionByNameOrId("after");
        inner.name = "inner";
        app.save(inner);
        seen.push(find(app, "after"), find(app, "inner"), find(app, "inner"));
        throw new Error("back");
      });
    } catch {}
    seen.push(find($app, "inner"), find($app, "after"));
    return e.json(200, { seen, b: record.get("b"), other: new Record(made).get("b") });`;
  expect(await answer(body)).toEqual({
    seen: ["before", "before", null, "after", null, "inner", "inner", null, "after"],
    b: "x",
    other: "",
  });
});

test("e.set() keeps a record for the handlers of the request", async () => {
  const hooks = `
    routerAdd("GET", "/ask", (e) => {
      const kept = e.get("user");
      return e.json(200, { id: kept.id, name: kept.get("name"), all: e.getAll().user.id });
    }, (e) => {
      e.set("user", new Record($app.findCollectionByNameOrId("users"), { id: "abc", name: "Ann" }));
      return e.next();
    });`;
  await using app = await hookApp({ "main.pb.js": hooks });
  const answer = await app.request("GET", "/ask");
  expect(answer.json).toEqual({ id: "abc", name: "Ann", all: "abc" });
});
