import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isOnPostgres } from "../support/test-database.ts";
import { hookApp, writeHookFile } from "./hook-app.ts";

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
    { timeoutMs: 1_000 },
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

test("a handler that begins on a stack that is almost full fails at once", async () => {
  await using app = await hookApp({
    "main.pb.js": `
      onRecordValidate((e) => e.next(), "users");
      routerAdd("GET", "/deep", (e) => {
        const users = $app.findCollectionByNameOrId("users");
        const data = { email: "a@example.com", password: "1234567890" };
        const results = { validated: 0, failed: 0, made: 0 };
        // Validates so many calls above the end of the stack.
        const validateAt = (distance) => {
          let deepest = 0;
          const go = (depth) => {
            deepest = depth;
            try { go(depth + 1); } catch {}
            if (deepest - depth !== distance) return;
            try { $app.validate(new Record(users, data)); results.validated += 1; } catch { results.failed += 1; }
          };
          go(0);
          // Its bytes go with the first message behind the failure, which is also told then.
          results.made += $filesystem.fileFromBytes([1, 2, 3], "a.bin").size;
        };
        for (let distance = 80; distance < 170; distance += 2) validateAt(distance);
        return e.json(200, { ...results, users: $app.countRecords("users") });
      });
    `,
  });
  const { status, json } = await app.request("GET", "/deep");
  const { validated, failed } = json as { validated: number; failed: number };
  expect([status, validated > 0, failed > 0]).toEqual([200, true, true]);
  expect(json).toMatchObject({ users: 0, made: 45 * 3 });
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
    // It waits for as long as the threads take to begin.
    idleTimeout: 0,
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

test("a file that can't be read is named, and the others are loaded", async () => {
  const files = { "a.pb.js": 'routerAdd("GET", "/a", (e) => e.string(200, "a"));', "c.pb.js/in.js": "" };
  await using app = await hookApp(files, { links: { ".#b.pb.js": "ann@laptop.4711" } });
  const { json } = await app.request("GET", "/api/hook-files", { token: await app.superuserToken() });
  expect((json as { error: string | null }[]).map(({ error }) => error)).toEqual([
    expect.stringMatching(/^\.#b\.pb\.js can't be read: ENOENT/),
    null,
  ]);
  expect((await app.request("GET", "/a")).text).toBe("a");
});

test("a pipe among the hook files keeps no server from starting", async () => {
  const pipe = join(mkdtempSync(join(tmpdir(), "pipe-")), "pipe");
  expect(Bun.spawnSync(["mkfifo", pipe]).exitCode).toBe(0);
  try {
    await using app = await hookApp({ "b.pb.js": FINE }, { links: { "a.pb.js": pipe } });
    const { json } = await app.request("GET", "/api/hook-files", { token: await app.superuserToken() });
    expect(json).toMatchObject([{ error: "a.pb.js can't be read: it is no file" }, { error: null }]);
    expect((await app.request("GET", "/fine")).text).toBe("fine");
  } finally {
    rmSync(dirname(pipe), { recursive: true });
  }
});

test("a file that overwrites globals keeps no other from being loaded", async () => {
  await using app = await hookApp({
    "a.pb.js": 'routerAdd("GET", "/a", (e) => e.string(200, "a"));',
    "b.pb.js": "$app = null;",
    "c.pb.js": 'routerAdd("GET", "/c", (e) => e.string(200, "c"));',
  });
  const { json } = await app.request("GET", "/api/hook-files", { token: await app.superuserToken() });
  expect((json as { error: string | null }[]).map(({ error }) => error)).toEqual([null, null, null]);
  expect((await app.request("GET", "/a")).text).toBe("a");
  expect((await app.request("GET", "/c")).text).toBe("c");
});

test("a server stops at once while a hook file loops as it is loaded", async () => {
  const loading = Promise.withResolvers<void>();
  const app = await hookApp({ "a.pb.js": "" }, { watches: true, timeoutMs: 60_000, print: () => loading.resolve() });
  writeHookFile(app.folder, "b.pb.js", 'console.log("loading"); for (;;) {}');
  await loading.promise;
  const startMs = performance.now();
  await app[Symbol.asyncDispose]();
  expect(performance.now() - startMs).toBeLessThan(10_000);
});

test("of the text of a thrown error the server gets what fits in a log", async () => {
  const { log, lines } = logged();
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/error", (e) => { throw new Error("x".repeat(1_000_000)); });
        routerAdd("GET", "/text", (e) => { throw "y".repeat(1_000_000); });
        routerAdd("GET", "/answered", (e) => { throw new BadRequestError("z".repeat(1_000_000)); });
      `,
    },
    { log },
  );
  for (const path of ["/error", "/text"]) expect((await app.request("GET", path)).status).toBe(400);
  const [error = "", text = ""] = lines;
  expect([lines.length, error.length < 300_000, text.length < 300_000]).toEqual([2, true, true]);
  expect(error).toContain("main.pb.js:2");
  const { message } = (await app.request("GET", "/answered")).json as { message: string };
  expect(message.length).toBeLessThan(100_000);
});

test("of what scripts log, print and answer as an error's data the server gets a bounded part", async () => {
  const lengths: number[] = [];
  const note = (text: string, data: object = {}): void => void lengths.push(text.length + JSON.stringify(data).length);
  const printed: number[] = [];
  await using app = await hookApp(
    {
      "main.pb.js": `
        routerAdd("GET", "/log", (e) => {
          const text = "x".repeat(3_000_000);
          $app.logger().error(text);
          $app.logger().error("short", "text", text, "list", [text]);
          $app.logger().error("short", "text", "whole");
          console.log(text);
          console.log("short");
        });
        routerAdd("GET", "/error", () => { throw new BadRequestError("told", { field: { ["y".repeat(3_000_000)]: "z" } }); });
        routerAdd("GET", "/short", () => { throw new BadRequestError("told", { field: "z" }); });
      `,
    },
    {
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: note },
      print: (line) => void printed.push(line.length),
    },
  );
  await app.request("GET", "/log");
  const [message = 0, data = 0, short] = lengths;
  expect([message < 100_000, data < 200_000, short]).toEqual([true, true, 'short{"text":"whole"}'.length]);
  expect(printed).toEqual([1024 * 1024 + 1, 5]);
  const error = await app.request("GET", "/error");
  expect([error.status, error.text.length < 1000]).toEqual([400, true]);
  const told = { field: { code: "validation_invalid_value", message: "Invalid value." } };
  expect((await app.request("GET", "/short")).json).toMatchObject({ data: told });
});
