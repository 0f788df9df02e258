// BEGIN, COMMIT and ROLLBACK as statements of hook files.
import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const ROUTES = `
  const add = (id) => "INSERT INTO notes (id) VALUES ('" + id + "')";
  const routes = {
    "/left-open": ["BEGIN IMMEDIATE", add("open")],
    "/committed": ["-- begins\\nbegin", add("one"), "END"],
    "/script": ["BEGIN; " + add("two") + "; COMMIT;"],
    "/rolled-back": ["BEGIN", add("three"), "ROLLBACK"],
    "/partly": ["BEGIN", add("four"), "SAVEPOINT a", add("five"), "ROLLBACK TRANSACTION TO a", "COMMIT"],
    "/deeper": [
      "BEGIN", "SAVEPOINT a", add("eight"), "ROLLBACK TO SAVEPOINT a", add("nine"), "SAVEPOINT A", "SAVEPOINT b", add("no"),
      "ROLLBACK TO a", "RELEASE SAVEPOINT a", add("ten"), "COMMIT"
    ],
    "/named": [
      "BEGIN", add("twelve"), "SAVEPOINT user", add("no"), 'ROLLBACK TO "User"', 'SAVEPOINT "a ""b"', add("no"),
      'ROLLBACK TO \`a "b\`', "COMMIT"
    ],
    "/no-savepoint": ["BEGIN", "SAVEPOINT a", "RELEASE a", "RELEASE a"],
    "/none": ["COMMIT"],
    "/twice": ["BEGIN", "BEGIN"],
  };
  for (const [path, statements] of Object.entries(routes)) {
    routerAdd("GET", path, \`(e) => {
      for (const sql of \${JSON.stringify(statements)}) {
        try { $app.db().newQuery(sql).execute(); } catch (error) { return e.string(200, error.message); }
      }
      return e.string(200, "done");
    }\`);
  }
  routerAdd("GET", "/saved", (e) => {
    $app.db().newQuery("BEGIN").execute();
    $app.save(new Record($app.findCollectionByNameOrId("notes"), { id: "savedsavedsaved" }));
    const seen = $app.findRecordById("notes", "savedsavedsaved").id;
    $app.db().newQuery("ROLLBACK").execute();
    return e.json(200, [seen, $app.countRecords("notes")]);
  });
  routerAdd("GET", "/queried", (e) => {
    const rows = arrayOf(new DynamicModel({ n: 0 }));
    const answers = [];
    const one = (sql) => { try { $app.db().newQuery(sql).one(new DynamicModel({ n: 0 })); } catch (error) { answers.push(error.value.error()); } };
    $app.db().newQuery("BEGIN").all(rows);
    $app.db().newQuery("INSERT INTO notes (id) VALUES ('six')").execute();
    one("ROLLBACK");
    one("BEGIN");
    $app.db().newQuery("INSERT INTO notes (id) VALUES ('seven')").execute();
    $app.db().newQuery("COMMIT").all(rows);
    return e.json(200, answers);
  });
  routerAdd("GET", "/failed", (e) => {
    const run = (sql) => $app.db().newQuery(sql).execute();
    run("BEGIN");
    run("SAVEPOINT a");
    for (const wrong of ["INSERT INTO nothing (id) VALUES ('x')", "ROLLBACK TO b"]) try { run(wrong); } catch {}
    run("INSERT INTO notes (id) VALUES ('eleven')");
    try { run("INSERT INTO nothing (id) VALUES ('x')"); } catch {}
    run("SAVEPOINT b");
    run("INSERT INTO notes (id) VALUES ('no')");
    try { run("INSERT INTO nothing (id) VALUES ('x')"); } catch {}
    run("ROLLBACK TO b");
    run("RELEASE a");
    run("COMMIT");
    return e.string(200, "done");
  });
  routerAdd("GET", "/within", (e) => {
    try {
      $app.runInTransaction((txApp) => txApp.db().newQuery("COMMIT").execute());
    } catch (error) { return e.string(200, error.message); }
  });
  routerAdd("GET", "/ids", (e) => e.json(200, $app.findRecordsByFilter("notes", "", "id").map(({ id }) => id)));
  onBootstrap((e) => {
    e.next();
    $app.save(new Collection({ name: "notes", type: "base", createRule: "" }));
  });`;

test("a transaction that a handler begins is its own, and is rolled back where it leaves it open", async () => {
  await using app = await hookApp({ "main.pb.js": ROUTES });
  const text = async (path: string): Promise<string> => (await app.request("GET", path)).text;
  for (const path of [
    "/left-open",
    "/committed",
    "/script",
    "/rolled-back",
    "/partly",
    "/deeper",
    "/named",
    "/failed",
  ]) {
    expect(await text(path)).toBe("done");
    expect((await app.request("POST", "/api/collections/notes/records", { body: {} })).status).toBe(200);
  }
  expect((await app.request("GET", "/queried")).json).toEqual(Array(2).fill("sql: no rows in result set"));
  const ids = (await app.request("GET", "/ids")).json as string[];
  expect(ids.filter((id) => id.length < 15)).toEqual([
    "eleven",
    "four",
    "nine",
    "one",
    "seven",
    "ten",
    "twelve",
    "two",
  ]);
  expect(await text("/none")).toContain("no transaction is active");
  expect(await text("/no-savepoint")).toContain("no such savepoint: a");
  expect(await text("/twice")).toContain("cannot start a transaction within a transaction");
  expect((await app.request("GET", "/saved")).json).toEqual(["savedsavedsaved", ids.length]);
});

test("a transaction that a handler leaves open is told in the log", async () => {
  const lines: string[] = [];
  const nothing = (): void => {};
  const log = { debug: nothing, info: nothing, warn: (line: string) => void lines.push(line), error: nothing };
  await using app = await hookApp({ "main.pb.js": ROUTES }, { log });
  await app.request("GET", "/committed");
  await app.request("GET", "/left-open");
  expect(lines).toEqual([
    "the route GET /left-open of main.pb.js did not end the transaction of its BEGIN: what was written in it is rolled back",
  ]);
});

test("what a statement begins is found behind any number of comments", async () => {
  const statement = (word: string): string => JSON.stringify(`${"/* one */ ".repeat(40)}${word}`);
  const hooks = `
    routerAdd("GET", "/commented", (e) => {
      for (const sql of [${["UPDATE users SET name = ''", "BEGIN", "ROLLBACK"].map(statement).join()}]) $app.db().newQuery(sql).execute();
      return e.string(200, "done");
    });`;
  await using app = await hookApp({ "main.pb.js": hooks });
  expect((await app.request("GET", "/commented")).text).toBe("done");
});

test("the transaction of runInTransaction is ended by its function alone", async () => {
  await using app = await hookApp({ "main.pb.js": ROUTES });
  expect((await app.request("GET", "/within")).text).toBe(
    "COMMIT can't end this transaction: the function of runInTransaction does",
  );
  expect((await app.request("POST", "/api/collections/notes/records", { body: {} })).status).toBe(200);
});

test("a collection that a ROLLBACK TO takes back is none for the rest of the transaction, and a deleted one is there again", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/undo", (e) => {
        const names = (app) => app.findAllCollections("base").filter(({ system }) => !system).map(({ name }) => name).join();
        $app.save(new Collection({ name: "stays", type: "base" }));
        const seen = [];
        $app.runInTransaction((tx) => {
          const run = (sql) => tx.db().newQuery(sql).execute();
          run("SAVEPOINT a");
          tx.save(new Collection({ name: "undone", type: "base" }));
          tx.delete(tx.findCollectionByNameOrId("stays"));
          seen.push(names(tx));
          tx.findCollectionByNameOrId("undone");
          run("ROLLBACK TO a");
          seen.push(tx.findCollectionByNameOrId("stays").name);
          try { seen.push(tx.findCollectionByNameOrId("undone").name); } catch { seen.push("none"); }
          tx.save(new Record(tx.findCollectionByNameOrId("stays")));
        });
        return e.json(200, [...seen, names($app), $app.countRecords("stays")]);
      });`,
  });
  expect((await app.request("GET", "/undo")).json).toEqual(["undone", "stays", "none", "stays", 1]);
});
