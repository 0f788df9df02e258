import { expect, test } from "bun:test";
import { isOnPostgres } from "../support/test-database.ts";
import { hookApp } from "./hook-app.ts";

const FINE = `routerAdd("GET", "/fine", (e) => e.string(200, "fine"));`;

interface Logged {
  readonly log: { debug(): void; info(): void; warn(): void; error(text: string, data?: object): void };
  readonly lines: string[];
}

function logged(): Logged {
  const lines: string[] = [];
  const log = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: (text: string, data?: object) => void lines.push(`${text} ${JSON.stringify(data ?? {})}`),
  };
  return { log, lines };
}

test("a regular expression that takes for ever is ended at the limit, alone", async () => {
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/regexp", (e) => e.json(200, /^(?:[a-z]+)*(?:[a-z]+)*(?:[a-z]+)*$/.test("a".repeat(5000) + "!")));
        ${FINE}
      `,
    },
    { timeoutMs: 300 },
  );
  const slow = app.request("GET", "/regexp");
  expect((await app.request("GET", "/fine")).text).toBe("fine");
  // Engines may also give up by themselves.
  expect([200, 400]).toContain((await slow).status);
  expect((await app.request("GET", "/fine")).text).toBe("fine");
});

test("a recursion without end is an error that the script can catch", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/caught", (e) => { const f = () => f() + 1; try { f(); } catch (error) { return e.string(200, error.name); } });
      routerAdd("GET", "/thrown", (e) => { const f = () => f() + 1; f(); });
      ${FINE}
    `,
  });
  expect((await app.request("GET", "/caught")).text).toBe("RangeError");
  expect((await app.request("GET", "/thrown")).status).toBe(400);
  expect((await app.request("GET", "/fine")).text).toBe("fine");
});

test("a script that takes all memory is ended with an error that says so", async () => {
  const { log, lines } = logged();
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/bomb", (e) => { const all = []; for (;;) all.push(new Uint8Array(4 * 1024 * 1024).fill(1)); });
        ${FINE}
      `,
    },
    { log, memoryBytes: 64 * 1024 ** 2 },
  );
  expect((await app.request("GET", "/bomb")).status).toBe(400);
  expect((await app.request("GET", "/fine")).text).toBe("fine");
  expect(lines.join("\n")).toContain("needed more than 64 MiB of memory");
});

test("the memory of threads that begin meanwhile is not that of a script", async () => {
  const { log, lines } = logged();
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/busy", (e) => { const end = Date.now() + 1500; while (Date.now() < end); return e.string(200, "done"); });
        routerAdd("GET", "/waits", (e) => { sleep(1500); return e.string(200, "done"); });
      `,
    },
    { log, memoryBytes: 32 * 1024 ** 2 },
  );
  const waiting = [app.request("GET", "/busy")];
  for (let count = 0; count < 30; count++) waiting.push(app.request("GET", "/waits"));
  for (const { text } of await Promise.all(waiting)) expect(text).toBe("done");
  expect(lines.join("\n")).not.toContain("memory");
});

test("a transaction within another is the same one: a caught throw of the inner keeps what it wrote", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/nested", (e) => {
        const insert = (db, id) => db.newQuery("INSERT INTO own (a) VALUES ({:id})").bind({ id }).execute();
        $app.db().createTable("own", { a: "TEXT" }).execute();
        $app.runInTransaction((outer) => {
          insert(outer.db(), "one");
          try { outer.runInTransaction((inner) => { insert(inner.db(), "two"); throw new Error("undo"); }); } catch (_) {}
          insert(outer.db(), "three");
        });
        const all = arrayOf("");
        $app.db().newQuery("SELECT a FROM own ORDER BY ${isOnPostgres ? "ctid" : "rowid"}").column(all);
        return e.json(200, all);
      });
    `,
  });
  expect((await app.request("GET", "/nested")).json).toEqual(["one", "two", "three"]);
});

test("forty requests that wait for another server hold up nobody", async () => {
  const gate = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  let waiting = 0;
  using slow = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch() {
      waiting += 1;
      if (waiting === 40) reached.resolve();
      await gate.promise;
      return new Response("done");
    },
  });
  await using app = await hookApp({
    "main.pb.js": `
      routerAdd("GET", "/call", (e) => e.string(200, $http.send({ url: "${slow.url.href}" }).raw));
      ${FINE}
    `,
  });
  const calls = Array.from({ length: 40 }, () => app.request("GET", "/call"));
  await reached.promise;
  expect((await app.request("GET", "/fine")).text).toBe("fine");
  expect((await app.request("GET", "/api/health")).status).toBe(200);
  gate.resolve();
  for (const answer of await Promise.all(calls)) expect(answer.text).toBe("done");
});
