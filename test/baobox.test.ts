import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Baobox } from "baobox";
import { failure } from "./support/failure.ts";
import { FreshServer } from "./support/fresh-server.ts";
import { TemporaryDirectory, type Program } from "./support/server-process.ts";

const ROOT = join(import.meta.dir, "..");
const TIMEOUT_MS = 120_000;

describe("a program with Baobox in it, compiled", () => {
  const directory = new TemporaryDirectory();
  let program: Program = {};

  beforeAll(async () => {
    const outfile = join(directory.path, "guestbook");
    const command = ["build", "--compile", "--minify", "test/examples/guestbook/main.ts", "--outfile", outfile];
    const build = Bun.spawn([process.execPath, ...command], { cwd: ROOT, stdout: "ignore", stderr: "pipe" });
    const output = await new Response(build.stderr).text();
    if ((await build.exited) !== 0) throw new Error(output);
    program = { command: [outfile], cwd: directory.path, env: {} };
  }, TIMEOUT_MS);

  afterAll(() => {
    directory[Symbol.dispose]();
  });

  test(
    "has its own hooks and routes, the command line and the dashboard",
    async () => {
      await using server = await FreshServer.start(program);
      const entries = server.client().collection("entries");
      expect(await entries.create({ text: "three words here" })).toMatchObject({ words: 3 });
      expect(await failure(entries.create({ text: "spam" }))).toMatchObject({
        status: 400,
        response: { message: "No spam, please." },
      });
      const longest = await (await fetch(`${server.process.url}/api/guestbook/longest?count=1`)).json();
      expect(longest).toMatchObject({ items: [{ text: "three words here", words: 3 }] });

      const page = await (await fetch(`${server.process.url}/_/`)).text();
      const script = await fetch(`${server.process.url}/_/${/src="\.\/([^"]+)"/.exec(page)?.[1]}`);
      expect(script.headers.get("content-type")).toStartWith("text/javascript");
      const reference = await fetch(`${server.process.url}/api/openapi`);
      expect({ url: reference.url, isFound: reference.ok }).toEqual({
        url: `${server.process.url}/_/reference.html`,
        isFound: true,
      });
      const asked = /src="\.\/([^"]+)"/.exec(await reference.text())?.[1];
      expect((await fetch(`${server.process.url}/_/${asked}`)).headers.get("content-type")).toStartWith(
        "text/javascript",
      );
      expect(await server.process.stop()).toBe(0);
    },
    TIMEOUT_MS,
  );
});

test("starts and stops within a program, which has the data API in between", async () => {
  using directory = new TemporaryDirectory();
  const baobox = new Baobox({ dir: join(directory.path, "pb_data"), http: "127.0.0.1:0", publicDir: directory.path });
  const seen: string[] = [];
  baobox.onRecordAfterCreateSuccess("users", async (e) => {
    await e.next();
    seen.push(String(e.record["email"]));
  });
  baobox.cron("nightly", "0 3 * * *", () => undefined);
  baobox.routes.get("/api/count", async () => ({ users: await baobox.records.count("users") }));
  expect(() => baobox.collections.list()).toThrow("was started");
  const { url } = await baobox.start();
  await baobox.records.create("users", { email: "a@example.com", password: "12345678" });
  expect(seen).toEqual(["a@example.com"]);
  expect(await (await fetch(`${url}/api/count`)).json()).toEqual({ users: 1 });
  expect(() => baobox.onServe(() => undefined)).toThrow("while the plugin loads");
  await baobox.stop();
  expect(await failure(fetch(url))).toBeInstanceOf(Error);
});

test.each([
  ["does not go on", () => undefined, "did not call e.next()"],
  ["throws", () => Promise.reject(new Error("not today")), "not today"],
])("a handler of onServe that %s keeps it from starting, and all is closed", async (_, handler, message) => {
  using directory = new TemporaryDirectory();
  const dir = join(directory.path, "pb_data");
  const baobox = new Baobox({ dir, http: "127.0.0.1:0", publicDir: directory.path });
  baobox.onServe(handler);
  expect(String(await failure(baobox.start()))).toContain(message);
  // SQLite leaves no journal behind.
  expect(existsSync(join(dir, "data.db-wal"))).toBe(false);
});

test("an option that there is not is told", () => {
  expect(() => new Baobox({ port: 1 } as never)).toThrow("no option port");
});

test("what is wrong with an option names it as the program does", async () => {
  using directory = new TemporaryDirectory();
  const baobox = new Baobox({ dir: join(directory.path, "pb_data"), http: "127.0.0.1:0", hookTimeout: 0 });
  const message = 'the option hookTimeout must be a number of seconds above 0, not "0"';
  expect(String(await failure(baobox.start()))).toContain(message);
});
