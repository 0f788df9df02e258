import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plugin } from "../plugins/plugin-app.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { hookApp } from "./hook-app.ts";

interface Code {
  readonly hookFile?: string;
  /** Its handlers are around those of hook files. */
  readonly outerPlugin?: string;
  /** Those of hook files are around its handlers. */
  readonly innerPlugin?: string;
}

/** The status of a user's sign-up, how many there are afterwards, and what was logged. */
async function signUp({ hookFile = "", outerPlugin = "", innerPlugin = "" }: Code) {
  using directory = new TemporaryDirectory();
  const folder = join(directory.path, "plugins");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.ts"), plugin(outerPlugin));
  writeFileSync(join(folder, "z.ts"), plugin(innerPlugin));
  const lines: string[] = [];
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: (line: string) => void lines.push(line) };
  const plugins = { folder, watches: false, hookTimeoutMs: 15_000, builtIn: [], tell: ignore };
  await using app = await hookApp({ "main.pb.js": hookFile }, { log, plugins });
  const body = { email: "a@example.com", password: "1234567890", passwordConfirm: "1234567890" };
  const { status } = await app.request("POST", "/api/collections/users/records", {
    body,
    token: await app.superuserToken(),
  });
  const rows = await app.context.database.all("SELECT id FROM users");
  return { status, users: rows.length, lines };
}

const FAILING_FILE = `onRecordCreateRequest((e) => { e.next(); throw new Error("late"); }, "users");`;
const FAILING_PLUGIN = `app.onRecordCreateRequest("users", async (e) => { await e.next(); throw new Error("late"); });`;
const TRANSACTION = `app.onRecordCreateRequest("users", (e) => e.app.transaction(async (tx) => {
  e.app = tx;
  await e.next();
}));`;

test("what a hook file throws after the answer is only logged", async () => {
  const { status, users, lines } = await signUp({ hookFile: FAILING_FILE });
  expect({ status, users }).toEqual({ status: 200, users: 1 });
  expect(lines).toEqual(["a hook failed after the request was answered"]);
});

test("what a plugin throws is answered, after next() too", async () => {
  expect((await signUp({ outerPlugin: FAILING_PLUGIN })).status).toBe(400);
});

test("a plugin's error is answered where a hook file lets it through", async () => {
  const hookFile = `onRecordCreateRequest((e) => e.next(), "users");`;
  expect((await signUp({ hookFile, innerPlugin: FAILING_PLUGIN })).status).toBe(400);
});

test("a hook file's error that ends a plugin's transaction is answered, and nothing stays", async () => {
  const { status, users } = await signUp({ hookFile: FAILING_FILE, outerPlugin: TRANSACTION });
  expect({ status, users }).toEqual({ status: 400, users: 0 });
});
