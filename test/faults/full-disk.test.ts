// The disk is full at each place where something is written. Files meet a disk in the test's hand, databases the limit of their pages.
import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Engine } from "../../src/database/engine.ts";
import type { Logger } from "../../src/lib/log.ts";
import { restoreBackup } from "../../src/model/backups/restore-backup.ts";
import { Bucket } from "../support/bucket.ts";
import { failure } from "../support/failure.ts";
import { FullDisk } from "../support/full-disk.ts";
import { silentLog, testApp } from "../support/test-app.ts";
import type { TestApp, TestResponse } from "../support/test-app.ts";
import { RED, drawPng } from "../support/test-image.ts";

const NOTES = "/api/collections/notes/records";
const MEBIBYTE = 1024 * 1024;

const errors: string[] = [];
const log: Logger = {
  ...silentLog,
  warn: (message, data) => errors.push(`${message} ${JSON.stringify(data)}`),
  error: (message, data) => errors.push(`${message} ${JSON.stringify(data)}`),
};
let app: TestApp;
let disk: FullDisk;
let token: string;

beforeAll(async () => {
  app = await testApp({ log });
  disk = await FullDisk.mount(app.context.options.dataDir);
  token = await app.superuserToken();
  const fields = [
    { name: "text", type: "text", max: 10_000_000 },
    { name: "files", type: "file", maxSelect: 3, maxSize: 20 * MEBIBYTE, thumbs: ["20x20"] },
  ];
  const body = { name: "notes", type: "base", listRule: "", createRule: "", updateRule: "", deleteRule: "", fields };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
});

afterAll(async () => {
  await disk[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

function form(...sizes: number[]): FormData {
  const body = new FormData();
  for (const [index, size] of sizes.entries()) body.append("files", new File([new Uint8Array(size)], `${index}.bin`));
  return body;
}

/** What is in the data directory but for the databases, folders too. */
async function tree(): Promise<string[]> {
  const names = await readdir(app.context.options.dataDir, { recursive: true });
  return names.filter((name) => !/^(data|auxiliary)\.db|^(\.pb_temp_to_delete|backups)$/.test(name)).sort();
}

async function notes(): Promise<string> {
  return (await app.request("GET", `${NOTES}?sort=id`)).text;
}

/** What it does fails for want of room, is told without a path, and changes nothing. */
async function expectRefused(message: string, request: () => Promise<TestResponse>): Promise<void> {
  const before = [await tree(), await notes()];
  errors.length = 0;
  const { status, json } = await request();
  expect([status, json]).toEqual([400, { data: {}, message: `${message} The disk is full.`, status: 400 }]);
  expect(errors.join("\n")).toMatch(/ENOSPC|disk is full/);
  // Each write fails so: a line is short.
  expect(errors.join("\n")).not.toContain('"stack":');
  expect([await tree(), await notes()]).toEqual(before);
  expect((await app.request("GET", "/api/health")).status).toBe(200);
}

/** The database grows no further than it is, while `work` runs. */
async function fullDatabase<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  const limit = (pages: number): Promise<unknown> => engine.run(`PRAGMA max_page_count = ${pages}`);
  await limit(1);
  try {
    return await work();
  } finally {
    await limit(1_000_000_000);
  }
}

test("files of a record that do not fit leave neither a part of them nor a record, nor change one", async () => {
  const post = (sizes: number[]) => app.request("POST", NOTES, { body: form(...sizes) });
  const made = await post([1000]);
  const { id } = made.json as { id: string };
  for (const free of [0, 500, 2500]) {
    await expectRefused("Failed to create record.", () => disk.with(free, () => post([1000, 1000, 1000])));
  }
  await expectRefused("Failed to update record.", () =>
    disk.with(500, () => app.request("PATCH", `${NOTES}/${id}`, { body: form(1000) })),
  );
  expect((await post([1000, 1000, 1000])).status).toBe(200);
  expect((await app.request("PATCH", `${NOTES}/${id}`, { body: form(1000) })).status).toBe(200);
});

test("a large upload that does not fit is refused while it arrives, and while it is stored", async () => {
  const post = () => app.request("POST", NOTES, { body: form(4 * MEBIBYTE) });
  const { failures } = disk;
  for (const free of [0, 2 * MEBIBYTE]) {
    const message = "Something went wrong while processing your request.";
    await expectRefused(message, () => disk.with(free, post));
  }
  expect(disk.failures).toBe(failures + 2);
  await expectRefused("Failed to create record.", () => disk.with(6 * MEBIBYTE, post));
  expect((await post()).status).toBe(200);
});

test("a thumb that does not fit is not there, and is made once there is room", async () => {
  const body = new FormData();
  const picture = await drawPng(60, 60, () => RED);
  body.set("files", new File([Uint8Array.from(picture)], "red.png"));
  const { id, files } = (await app.request("POST", NOTES, { body })).json as { id: string; files: string[] };
  const path = `/api/files/notes/${id}/${files[0]}`;
  const before = await tree();
  errors.length = 0;
  const instead = await disk.with(10, () => app.request("GET", `${path}?thumb=20x20`));
  expect([instead.status, instead.bytes.byteLength]).toEqual([200, picture.byteLength]);
  expect(errors.join("\n")).toContain("ENOSPC");
  expect(await tree()).toEqual(before);
  const thumb = await app.request("GET", `${path}?thumb=20x20`);
  expect(thumb.bytes.byteLength).not.toBe(picture.byteLength);
});

test("a backup that does not fit leaves no part of it, whether the copy of a database or the archive is too large", async () => {
  const create = () => app.request("POST", "/api/backups", { token, body: { name: "small.zip" } });
  const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
  for (const engine of [app.context.database, app.context.auxiliary]) {
    using copying = spyOn(engine, "copyTo").mockImplementation(() => Promise.reject(full));
    await expectRefused("Failed to create backup.", create);
    expect(copying).toHaveBeenCalledTimes(1);
  }
  for (const free of [0, 10_000]) await expectRefused("Failed to create backup.", () => disk.with(free, create));
  expect((await create()).status).toBe(204);
  expect(await tree()).toContain("backups/small.zip");
});

test("an uploaded backup that does not fit leaves nothing", async () => {
  const archive = join(app.context.options.dataDir, "backups/small.zip");
  const content = await Bun.file(archive).bytes();
  const upload = () => {
    const body = new FormData();
    body.set("file", new File([content], "sent.zip", { type: "application/zip" }));
    return app.request("POST", "/api/backups/upload", { token, body });
  };
  for (const free of [0, 5000]) await expectRefused("Failed to upload backup.", () => disk.with(free, upload));
  expect((await upload()).status).toBe(204);
});

test("a restore that does not fit leaves the data as it is, from the disk and from a bucket", async () => {
  await using bucket = await Bucket.start();
  let restarts = 0;
  app.context.lifecycle.restart = () => (restarts += 1);
  const before = [await tree(), await notes()];
  const refuse = async (free: number): Promise<void> => {
    const error = await disk.with(free, () => failure(restoreBackup(app.context, "small.zip")));
    expect(String(error)).toContain("ENOSPC");
    expect([await tree(), await notes()]).toEqual(before);
    expect(existsSync(join(app.context.options.dataDir, ".baobox_restore"))).toBe(false);
    await app.context.backupGuard.checkFree();
  };
  for (const free of [0, 100_000]) await refuse(free);
  // The journal of an exchange is written when all is unpacked, by the server itself.
  const s3 = { ...bucket.options, enabled: true };
  const archive = await Bun.file(join(app.context.options.dataDir, "backups/small.zip")).bytes();
  await app.request("PATCH", "/api/settings", { token, body: { backups: { s3 } } });
  await app.context.backups.write("small.zip", new Blob([archive]), {
    contentType: "application/zip",
    originalName: "",
  });
  // Fetching it, then unpacking it.
  for (const free of [0, 1000, archive.byteLength + 10_000]) await refuse(free);
  expect(restarts).toBe(0);
  await app.request("PATCH", "/api/settings", { token, body: { backups: { s3: { enabled: false } } } });
});

test("log entries that do not fit are told of, and requests go on", async () => {
  const { auxiliary, logs } = app.context;
  await logs.flush();
  errors.length = 0;
  await fullDatabase(auxiliary, async () => {
    for (let count = 0; count < 3; count += 1) {
      await app.request("GET", `${NOTES}?filter=text='${"x".repeat(30_000)}'`);
      await logs.flush();
    }
    expect((await app.request("GET", NOTES)).status).toBe(200);
  });
  expect(errors.join("\n")).toContain("failed to store log entries");
  expect(errors.join("\n")).toContain("disk is full");
  await app.request("GET", `${NOTES}?sort=-id&page=7`);
  await logs.flush();
  const query = `SELECT COUNT(*) AS "count" FROM "_logs" WHERE "data" LIKE '%page=7%'`;
  expect(await auxiliary.get<{ count: number }>(query)).toEqual({ count: 1 });
});

test("a database that can't grow refuses whole requests, and what they stored goes again", async () => {
  const text = "y".repeat(1_000_000);
  const settings = { batch: { enabled: true, maxRequests: 50, timeout: 3, maxBodySize: 0 } };
  expect((await app.request("PATCH", "/api/settings", { token, body: settings })).status).toBe(200);
  const { id } = (await app.request("POST", NOTES, { body: { text: "short" } })).json as { id: string };
  const large = form(1000);
  large.set("text", text);
  await fullDatabase(app.context.database, async () => {
    await expectRefused("Failed to create record.", () => app.request("POST", NOTES, { body: large }));
    await expectRefused("Failed to update record.", () => app.request("PATCH", `${NOTES}/${id}`, { body: { text } }));
    const before = await notes();
    const requests = [
      { method: "POST", url: NOTES, body: { text: "first" } },
      { method: "POST", url: NOTES, body: { text } },
    ];
    const batch = await app.request("POST", "/api/batch", { body: { requests } });
    expect([batch.status, batch.text]).toEqual([400, expect.stringContaining("The disk is full.")]);
    expect(await notes()).toBe(before);
    // Many at once share a commit: nobody is told of a success that is none.
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.request("POST", NOTES, { body: { text } })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
    expect(await notes()).toBe(before);
  });
  expect((await app.request("POST", NOTES, { body: large })).status).toBe(200);
  expect(await app.context.database.all("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
});
