import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

// Variables of modules outlive a run: what a script keeps there must not become something of a later request.

const CACHE = `const kept = require(__hooks + "/kept.js");`;

async function keepingApp(code: string): ReturnType<typeof hookApp> {
  return hookApp({ "kept.js": "module.exports = {};", "main.pb.js": code }, { poolSize: 1 });
}

test("a record that was kept is saved as itself, in a hook of another record too", async () => {
  await using app = await keepingApp(`
    onRecordUpdateRequest((e) => {
      ${CACHE}
      if (kept.record) {
        kept.record.set("name", "changed later");
        $app.save(kept.record);
      }
      kept.record = e.record;
      e.next();
    }, "users");
    routerAdd("GET", "/names", (e) => e.json(200, $app.findAllRecords("users").map((user) => user.get("name")).sort()));
  `);
  const token = await app.superuserToken();
  const ids: string[] = [];
  for (const name of ["a", "b"]) {
    const body = { email: `${name}@example.com`, password: "1234567890", passwordConfirm: "1234567890" };
    const created = await app.request("POST", "/api/collections/users/records", { body });
    ids.push((created.json as { id: string }).id);
  }
  for (const [place, id] of ids.entries()) {
    const body = { name: `name ${place}` };
    await app.request("PATCH", `/api/collections/users/records/${id}`, { token, body });
  }
  expect((await app.request("GET", "/names")).json).toEqual(["changed later", "name 1"]);
});

test("what was kept of a handler that has ended is nothing of the next request", async () => {
  await using app = await keepingApp(`
    routerAdd("GET", "/keep", (e) => {
      ${CACHE}
      kept.event = e;
      kept.file = $filesystem.fileFromBytes("mine", "mine.txt");
      kept.withoutHooks = $app.unsafeWithoutHooks();
      try { $app.findRecordById("users", "none"); } catch (error) { kept.error = error; }
      $app.runInTransaction((txApp) => { kept.txApp = txApp; });
      return e.string(200, "kept");
    });
    routerAdd("GET", "/use", (e) => {
      ${CACHE}
      const file = $filesystem.fileFromBytes("of this request", "other.txt");
      try { $app.findCollectionByNameOrId("none"); } catch (_) {}
      const caught = (work) => { try { return work(); } catch (error) { return error.message; } };
      const count = (app) => app.countRecords("users");
      return e.json(200, {
        answer: caught(() => kept.event.json(200, "stolen")),
        next: caught(() => kept.event.next()),
        query: caught(() => kept.event.requestInfo().query.a),
        file: caught(() => toString(kept.file.reader.open())),
        txApp: caught(() => count(kept.txApp)),
        inOther: caught(() => $app.runInTransaction((txApp) => { count(txApp); count(kept.txApp); })),
        withoutHooks: caught(() => count(kept.withoutHooks)),
      });
    });
    routerAdd("GET", "/throw", (e) => {
      ${CACHE}
      try { $app.findRecordsByFilter("users", "=("); } catch (_) {}
      throw kept.error;
    });
  `);
  expect((await app.request("GET", "/keep?a=1")).text).toBe("kept");
  const over = "the event of a handler that has ended can't be used";
  const ended = "sql: transaction has already been committed or rolled back";
  expect((await app.request("GET", "/use?a=2")).json).toEqual({
    answer: over,
    next: over,
    query: over,
    file: "a file of another request can't be used",
    txApp: ended,
    inOther: ended,
    withoutHooks: 0,
  });
  expect((await app.request("GET", "/throw")).status).toBe(404);
});
