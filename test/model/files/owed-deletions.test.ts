import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { join } from "node:path";
import { type App, openApp } from "../../../src/app.ts";
import type { Context } from "../../../src/model/context.ts";
import { OWED_JOB_ID } from "../../../src/model/files/owed-deletions.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import { Bucket } from "../../support/bucket.ts";
import { TemporaryDirectory } from "../../support/server-process.ts";

const TEXT = { contentType: "text/plain", originalName: "" };
const ignore = (): void => undefined;
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

let bucket: Bucket;
let directory: TemporaryDirectory;
let app: App;

beforeAll(async () => {
  bucket = await Bucket.start();
});

beforeEach(async () => {
  directory = new TemporaryDirectory();
  app = await open();
  const { context } = app;
  await saveSettings(context, { ...context.settings.current(), s3: { ...bucket.options, enabled: true } });
});

afterEach(async () => {
  bucket.fault = () => null;
  for await (const { key } of app.context.files.list("")) await app.context.files.delete(key);
  await app[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

afterAll(() => bucket[Symbol.asyncDispose]());

function open(): Promise<App> {
  const dataDir = join(directory.path, "pb_data");
  return openApp({ dataDir, isDevelopment: false, encryptionKey: null, queryTimeoutMs: 30_000 }, log);
}

async function reopen(): Promise<Context> {
  await app[Symbol.asyncDispose]();
  app = await open();
  return app.context;
}

async function storedKeys({ files }: Context): Promise<string[]> {
  return (await Array.fromAsync(files.list(""))).map(({ key }) => key);
}

function isJobThere({ crons }: Context): boolean {
  return crons.list().some(({ id }) => id === OWED_JOB_ID);
}

function refuseDeletions(): void {
  bucket.fault = ({ method }) => (method === "DELETE" ? "refuse" : null);
}

test("what could not be deleted is deleted by the job, after a restart too", async () => {
  const { context } = app;
  await context.files.write("c/r/a.txt", new Blob(["a"]), TEXT);
  await context.files.write("c/r/thumbs_a.txt/b.txt", new Blob(["b"]), TEXT);
  expect(isJobThere(context)).toBe(false);
  context.owedDeletions.add("files", { kind: "file", key: "c/r/a.txt" }, "test");
  context.owedDeletions.add("files", { kind: "folder", key: "c/r/thumbs_a.txt" }, "test");
  expect(isJobThere(context)).toBe(true);

  const again = await reopen();
  expect([again.owedDeletions.count, isJobThere(again)]).toEqual([2, true]);
  refuseDeletions();
  await again.crons.run(OWED_JOB_ID);
  expect([again.owedDeletions.count, (await storedKeys(again)).length]).toEqual([2, 2]);
  bucket.fault = () => null;
  await again.crons.run(OWED_JOB_ID);
  expect([again.owedDeletions.count, isJobThere(again), await storedKeys(again)]).toEqual([0, false, []]);
  expect((await reopen()).owedDeletions.count).toBe(0);
});

test("a multipart upload whose end could not be told to the bucket is ended later", async () => {
  const { context } = app;
  bucket.fault = ({ method, url }) =>
    method === "DELETE" || (method === "PUT" && url.includes("partNumber=2")) ? "refuse" : null;
  const content = new Blob([new Uint8Array(9 * 1024 * 1024)]);
  expect(await context.files.write("c/r/large.bin", content, TEXT).catch(String)).toContain(
    "S3: failed to store part 2",
  );
  expect(bucket.uploads().map(({ key }) => key)).toEqual(["c/r/large.bin"]);
  bucket.fault = () => null;
  const again = await reopen();
  expect(again.owedDeletions.count).toBe(1);
  await again.owedDeletions.retry();
  expect([bucket.uploads(), again.owedDeletions.count]).toEqual([[], 0]);
});

test("what is written again under the same key stays", async () => {
  const { context } = app;
  await context.files.write("a/b.txt", new Blob(["old"]), TEXT);
  await context.files.write("f/old.txt", new Blob(["old"]), TEXT);
  context.owedDeletions.add("files", { kind: "file", key: "a/b.txt" }, "test");
  context.owedDeletions.add("files", { kind: "folder", key: "f" }, "test");
  await context.files.write("a/b.txt", new Blob(["new"]), TEXT);
  await context.files.write("f/new.txt", new Blob(["new"]), TEXT);
  const again = await reopen();
  await again.owedDeletions.retry();
  expect(await storedKeys(again)).toContain("f/new.txt");
  expect(await storedKeys(again)).toContain("a/b.txt");
  expect(again.owedDeletions.count).toBe(0);
});

test("nothing is deleted in another place than where it was", async () => {
  const { context } = app;
  context.owedDeletions.add("files", { kind: "file", key: "a/b.txt" }, "test");
  const settings = context.settings.current();
  await saveSettings(context, { ...settings, s3: { ...settings.s3, enabled: false } });
  await context.files.read("a/b.txt");
  await Bun.write(join(directory.path, "pb_data/storage/a/b.txt"), "of this machine");
  await context.owedDeletions.retry();
  expect((await context.files.read("a/b.txt"))?.size).toBe(15);
  expect(context.owedDeletions.count).toBe(1);
  await saveSettings(context, settings);
});

test("the list is bounded", () => {
  const { owedDeletions } = app.context;
  for (let index = 0; index < 10_010; index += 1) {
    owedDeletions.add("files", { kind: "file", key: `a/${index}` }, "test");
  }
  expect(owedDeletions.count).toBe(10_000);
});
