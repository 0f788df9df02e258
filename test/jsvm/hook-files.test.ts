import { expect, test } from "bun:test";
import { inTransaction } from "../../src/model/context.ts";
import { newRecord, setValues } from "../../src/model/records/record-values.ts";
import { saveRecord } from "../../src/model/records/save.ts";
import { hookApp, writeHookFile } from "./hook-app.ts";

test("a route answers with its path's values and sorted keys", async () => {
  await using app = await hookApp({
    "main.pb.js": `routerAdd("GET", "/hello/{name}", (e) => e.json(200, { name: e.request.pathValue("name"), a: 1 }));`,
  });
  const answer = await app.request("GET", "/hello/ann");
  expect(answer.status).toBe(200);
  expect(answer.text).toBe('{"a":1,"name":"ann"}\n');
});

test("a hook changes the record that is created, and writes another within it", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordCreate((e) => {
        e.record.set("name", e.record.get("name") + "!");
        e.next();
        if (e.record.get("name") === "outer!") {
          const inner = new Record(e.app.findCollectionByNameOrId("users"), { name: "inner", email: "inner@example.com" });
          inner.setPassword("1234567890");
          e.app.save(inner);
        }
      }, "users");
    `,
  });
  const outer = await app.create("users", { name: "outer", email: "outer@example.com", password: "1234567890" });
  expect(outer.text("name")).toBe("outer!");
  const rows = await app.context.connection.all("SELECT name FROM users ORDER BY name");
  expect(rows).toEqual([{ name: "inner!" }, { name: "outer!" }]);
});

test("what a transaction wrote is gone when its function throws, and the error is the same", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/tx", (e) => {
        const own = new ForbiddenError("undo");
        let caught;
        try {
          $app.runInTransaction((tx) => {
            const record = new Record(tx.findCollectionByNameOrId("users"), { email: "a@example.com" });
            record.setPassword("1234567890");
            tx.save(record);
            throw own;
          });
        } catch (error) { caught = error; }
        return e.json(200, { same: caught === own, count: $app.countRecords("users") });
      });
    `,
  });
  expect((await app.request("GET", "/tx")).json).toEqual({ count: 0, same: true });
});

test("a write outside of the open transaction fails at once, and says why", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/tx", (e) => {
        let message = "";
        try {
          $app.runInTransaction(() => {
            $app.save(new Record($app.findCollectionByNameOrId("users"), { email: "a@example.com" }));
          });
        } catch (error) { message = String(error); }
        return e.string(200, message);
      });
    `,
  });
  expect((await app.request("GET", "/tx")).text).toContain("use the app that runInTransaction gives");
});

test("an endless loop ends at its limit, alone", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/loop", (e) => { for (;;) {} });
        routerAdd("GET", "/fine", (e) => e.string(200, "fine"));
      `,
    },
    { timeoutMs: 1_000 },
  );
  const loop = app.request("GET", "/loop");
  expect((await app.request("GET", "/fine")).text).toBe("fine");
  expect((await loop).status).toBe(400);
  expect((await app.request("GET", "/fine")).text).toBe("fine");
});

test("a file that can't be read is told with its place, and the others go on", async () => {
  const lines: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (text: string) => void lines.push(text) };
  await using app = await hookApp(
    {
      "a.pb.js": `routerAdd("GET", "/a", (e) => e.string(200, "a")`,
      "b.pb.js": `routerAdd("GET", "/before", (e) => e.string(200, "before"));\nthrow new Error("half way");`,
      "c.pb.js": `routerAdd("GET", "/c", (e) => e.string(200, "c"));`,
    },
    { log },
  );
  expect(lines).toEqual([expect.stringContaining("a.pb.js:1:"), expect.stringMatching(/b\.pb\.js:2:\d+: half way/)]);
  expect((await app.request("GET", "/before")).text).toBe("before");
  expect((await app.request("GET", "/c")).text).toBe("c");
});

const PASSWORD = `"password1234"`;

test("nested hooks beside a transaction of the server never wait for a thread: the pool grows", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        onRecordCreate((e) => {
          const left = Number(e.record.get("name"));
          if (left > 0) {
            const record = new Record(e.app.findCollectionByNameOrId("users"), { name: String(left - 1) });
            record.setEmail("e" + left + e.record.getString("email"));
            record.setPassword(${PASSWORD});
            e.app.save(record);
          }
          return e.next();
        }, "users");
      `,
    },
    { poolSize: 1 },
  );
  const create = (name: string) =>
    app.create("users", { name: "3", email: `${name}@example.com`, password: "password1234" });
  const inTurn = inTransaction(app.context, async (inner) => {
    const record = newRecord(app.collection("users"));
    setValues(record, { name: "2", email: "tx@example.com", password: "password1234" });
    await saveRecord(inner, record);
  });
  await Promise.all([inTurn, create("a"), create("b")]);
  const [row] = await app.context.connection.all("SELECT count(*) AS count FROM users");
  expect(row).toEqual({ count: 3 + 4 + 4 });
});

test("a handler that is ended within its transaction leaves nothing behind, and nobody waits", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/stuck", (e) => {
          $app.runInTransaction((tx) => {
            const record = new Record(tx.findCollectionByNameOrId("users"), { email: "stuck@example.com" });
            record.setPassword(${PASSWORD});
            tx.save(record);
            for (;;) {}
          });
        });
      `,
    },
    { timeoutMs: 300 },
  );
  expect((await app.request("GET", "/stuck")).status).toBe(400);
  await app.create("users", { email: "next@example.com", password: "password1234" });
  expect(await app.context.connection.all("SELECT email FROM users")).toEqual([{ email: "next@example.com" }]);
});

test("a hook that writes what it is called for, without end, is an error", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordCreate((e) => {
        const record = new Record(e.app.findCollectionByNameOrId("users"), { email: $security.randomString(10) + "@example.com" });
        record.setPassword(${PASSWORD});
        e.app.save(record);
        return e.next();
      }, "users");
    `,
  });
  const creating = app.create("users", { email: "a@example.com", password: "password1234" });
  expect(creating).rejects.toThrow("64 runs deep");
  await creating.catch(() => undefined);
});

test("saving a file replaces what all files registered", async () => {
  const v = (version: number): string => `routerAdd("GET", "/v", (e) => e.json(200, ${version}));`;
  await using app = await hookApp({ "main.pb.js": v(1) }, { watches: true });
  expect((await app.request("GET", "/v")).json).toBe(1);
  writeHookFile(app.folder, "main.pb.js", v(2));
  let version: unknown = 1;
  for (const end = performance.now() + 20_000; version === 1 && performance.now() < end; await Bun.sleep(20)) {
    version = (await app.request("GET", "/v")).json;
  }
  expect(version).toBe(2);
});

test("a route goes before one of the server's own that PocketBase does not have", async () => {
  const source = `
    routerAdd("GET", "/api/openapi.json", (e) => e.json(200, { mine: true }));
    routerAdd("GET", "/{path...}", (e) => e.string(200, e.request.pathValue("path")));`;
  await using app = await hookApp({ "main.pb.js": source });
  expect((await app.request("GET", "/api/openapi.json")).json).toEqual({ mine: true });
  expect((await app.request("GET", "/api/other")).text).toBe("api/other");
  // One for all paths leaves the dashboard what it asks for.
  expect((await app.request("GET", "/api/overview")).status).toBe(401);
});

test("a file that fails while it is loaded is named with the place, whatever threw", async () => {
  await using app = await hookApp({
    "a.pb.js": "const a = 1;\nrequire(`${__hooks}/missing.js`);",
    "b.pb.js": 'const b = 1;\n\n$app.findRecordById("users", "nobody");',
    "c.pb.js": "nope();",
    "d.pb.js": 'routerAdd("GET", "/fine", (e) => e.string(200, "fine"));',
    "e.pb.js": 'const e = 1;\nimport fs from "fs";',
    "f.pb.js": "onRecordBeforeCreateRequest(() => {});",
    "g.pb.js": "onRecordAfterCreateSucces(() => {});",
  });
  const { json } = await app.request("GET", "/api/hook-files", { token: await app.superuserToken() });
  expect((json as { error: string | null }[]).map(({ error }) => error)).toEqual([
    expect.stringMatching(/^a\.pb\.js:2:\d+: Invalid module$/),
    expect.stringMatching(/^b\.pb\.js:3:\d+: sql: no rows in result set$/),
    expect.stringMatching(/^c\.pb\.js:1:\d+: nope is not defined$/),
    null,
    "e.pb.js:2: hook files have no import and export: load other files by require()",
    expect.stringMatching(/^f\.pb\.js:1:\d+: onRecordBeforeCreateRequest is not defined: .+ since v0\.23/),
    expect.stringMatching(/^g\.pb\.js:1:\d+: onRecordAfterCreateSucces is not defined$/),
  ]);
  expect((await app.request("GET", "/fine")).text).toBe("fine");
});

test("the log of a request that failed has the place in the script, also for errors of the server, and its reason once", async () => {
  const failures: (object | undefined)[] = [];
  const ignore = (): void => undefined;
  const error = (_line: string, data?: object): void => void failures.push(data);
  const log = { debug: ignore, info: ignore, warn: ignore, error };
  const code = `routerAdd("GET", "/find", () => {\n  $app.findRecordById("users", "nobody");\n  return null;\n});`;
  await using app = await hookApp({ "main.pb.js": code }, { log });
  expect((await app.request("GET", "/find")).status).toBe(404);
  expect(failures).toEqual([
    {
      method: "GET",
      url: "/find",
      error: "NoRowError: sql: no rows in result set",
      stack: expect.stringContaining("main.pb.js:2:"),
    },
  ]);
  const [{ stack = "" } = {}] = failures as { stack?: string }[];
  expect(stack).not.toContain("blob:");
  expect(stack).not.toContain("runtime.js");
});

test("a file registers more by $app.onServe(), as in PocketBase with what stands around it", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      const path = "/served";
      $app.onServe().bindFunc((e) => {
        e.next();
        routerAdd("GET", path, (e) => e.string(200, "served " + typeof $app.onServe));
        cronAdd("served", "0 0 1 1 *", () => {});
      });`,
  });
  expect((await app.request("GET", "/served")).text).toBe("served undefined");
  const crons = await app.request("GET", "/api/crons", { token: await app.superuserToken() });
  expect((crons.json as { id: string }[]).map(({ id }) => id)).toContain("served");
});
