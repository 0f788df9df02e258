// Each request that a backup makes to its bucket fails once for good.
import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "../../../src/lib/log.ts";
import { createS3BlobStore } from "../../../src/lib/s3/s3-blob-store.ts";
import { createUnsavedFile } from "../../../src/model/records/unsaved-file.ts";
import { writeZip } from "../../../src/lib/zip/write-zip.ts";
import { Bucket } from "../../support/bucket.ts";
import type { Fault } from "../../support/bucket.ts";
import { HELD_MS, HeldLimits } from "../../support/held-limits.ts";
import { insideTest } from "../../support/inside-test.ts";
import { silentLog, testApp } from "../../support/test-app.ts";
import type { TestApp, TestResponse } from "../../support/test-app.ts";

const MEBIBYTE = 1024 * 1024;
const TIMEOUT_MS = 120_000;

let bucket: Bucket;
let app: TestApp;
let token: string;
const errors: string[] = [];
const log: Logger = { ...silentLog, error: (message, data) => errors.push(`${message} ${JSON.stringify(data)}`) };

beforeAll(async () => {
  bucket = await Bucket.start();
  app = await testApp({ log });
  token = await app.superuserToken();
  const fields = [{ name: "doc", type: "file", maxSelect: 1, maxSize: 20 * MEBIBYTE }];
  await app.request("POST", "/api/collections", { token, body: { name: "papers", type: "base", fields } });
  const noise = Array.from({ length: 10 * 16 }, () => crypto.getRandomValues(new Uint8Array(65_536)));
  await app.create("papers", { doc: await createUnsavedFile("noise.bin", new Blob(noise)) });
  const s3 = { ...bucket.options, enabled: true };
  await app.request("PATCH", "/api/settings", { token, body: { backups: { s3 } } });
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await bucket[Symbol.asyncDispose]();
});

function writes({ method }: Request): boolean {
  return method === "PUT" || method === "POST";
}

/** The `number`-th different request of those fails, however often it is tried. */
function failAt(number: number, fault: Fault, isOfThose: (request: Request) => boolean): void {
  const seen: string[] = [];
  bucket.fault = (request) => {
    if (!isOfThose(request)) return null;
    const name = `${request.method} ${request.url.replace(/uploadId=[^&]*/, "")} ${request.headers.get("range") ?? ""}`;
    if (!seen.includes(name)) seen.push(name);
    return seen.indexOf(name) === number - 1 ? fault : null;
  };
}

async function expectNothingLeft(): Promise<void> {
  expect(await Array.fromAsync(app.context.backups.list(""))).toEqual([]);
  expect(bucket.uploads()).toEqual([]);
  const own = (await readdir(app.context.options.dataDir)).filter((name) => name.startsWith("."));
  for (const folder of own) expect(await readdir(join(app.context.options.dataDir, folder))).toEqual([]);
}

function message({ json }: TestResponse): string {
  return (json as { message: string }).message;
}

test.each(["refuse", "lose answer"] as const)(
  "a backup whose bucket does %s at any request is told and leaves nothing",
  async (fault) => {
    // Begin, two parts, complete.
    for (let number = 1; number <= 4; number += 1) {
      failAt(number, fault, writes);
      const answer = await app.request("POST", "/api/backups", { token, body: { name: "one.zip" } });
      bucket.fault = () => null;
      expect([number, answer.status]).toEqual([number, 400]);
      expect(message(answer)).toStartWith("Failed to create backup. S3: failed to ");
      await expectNothingLeft();
    }
  },
  TIMEOUT_MS,
);

test(
  "an upload of a backup that fails at any request is told and leaves nothing",
  async () => {
    const file = join(app.folder, "data.db");
    await Bun.write(file, crypto.getRandomValues(new Uint8Array(65_536)));
    const zip = new Blob(
      await Array.fromAsync(writeZip([{ name: "data.db", file }]), (chunk) => Uint8Array.from(chunk)),
    );
    for (const fault of ["refuse", "lose answer"] as const) {
      failAt(1, fault, writes);
      const body = new FormData();
      body.set("file", new File([zip], "sent.zip", { type: "application/zip" }));
      const answer = await app.request("POST", "/api/backups/upload", { token, body });
      bucket.fault = () => null;
      expect(answer.status).toBe(400);
      expect(message(answer)).toStartWith("Failed to upload backup. S3: failed to store sent.zip");
      await expectNothingLeft();
    }
  },
  TIMEOUT_MS,
);

test(
  "listing, deleting, downloading and restoring tell what the bucket said",
  async () => {
    expect((await app.request("POST", "/api/backups", { token, body: { name: "kept.zip" } })).status).toBe(204);
    const file = await app.request("POST", "/api/files/token", { token });
    const fileToken = (file.json as { token: string }).token;
    const requests = [
      ["GET", "/api/backups", "GET"],
      ["DELETE", "/api/backups/kept.zip", "HEAD"],
      ["DELETE", "/api/backups/kept.zip", "DELETE"],
      ["GET", `/api/backups/kept.zip?token=${fileToken}`, "HEAD"],
      ["GET", `/api/backups/kept.zip?token=${fileToken}`, "GET"],
      ["POST", "/api/backups/kept.zip/restore", "HEAD"],
      ["POST", "/api/backups/kept.zip/restore", "GET"],
    ] as const;
    for (const [method, path, failing] of requests) {
      bucket.fault = (request) => (request.method === failing ? "refuse" : null);
      const answer = await app.request(method, path, { token });
      bucket.fault = () => null;
      expect([method, path, failing, answer.status]).toEqual([method, path, failing, 400]);
      expect(message(answer)).toContain("S3: failed to ");
      expect(message(answer)).not.toContain("S3RVER");
    }
    expect((await app.request("DELETE", "/api/backups/kept.zip", { token })).status).toBe(204);
    await expectNothingLeft();
  },
  TIMEOUT_MS,
);

/** A restore goes on after its answer: it looks the backup up once more, and whether it is encrypted; then it fetches all of it. */
const ALL_OF_IT = /^bytes=0-(?!21$)/;
const later = {
  HEAD: (request: Request) => request.method === "HEAD",
  GET: (request: Request) => request.method === "GET" && ALL_OF_IT.test(request.headers.get("range") ?? ""),
};

insideTest.each([
  ["refuse", "HEAD"],
  ["hang", "HEAD"],
  ["refuse", "GET"],
  ["cut", "GET"],
  ["hang", "GET"],
  ["stall", "GET"],
] as const)(
  "a restore whose bucket does %s at its later %s ends, is told in the log and leaves all as it was",
  async (fault, failing) => {
    const { backups, lifecycle, background, backupGuard } = app.context;
    expect((await app.request("POST", "/api/backups", { token, body: { name: "kept.zip" } })).status).toBe(204);
    using limits = new HeldLimits();
    const silence = Promise.withResolvers<void>();
    bucket.onSilence = silence.resolve;
    using patient = createS3BlobStore({ ...bucket.options, timeoutMs: HELD_MS });
    using reading = spyOn(backups, "read").mockImplementation((key) => patient.read(key));
    let restarts = 0;
    lifecycle.restart = () => (restarts += 1);
    errors.length = 0;
    let looks = 0;
    bucket.fault = (request) => {
      if (request.method === "HEAD") looks += 1;
      return later[failing](request) && (failing === "GET" || looks > 1) ? fault : null;
    };
    expect((await app.request("POST", "/api/backups/kept.zip/restore", { token })).status).toBe(204);
    // Others are answered meanwhile.
    expect((await app.request("GET", "/api/collections/papers/records", { token })).status).toBe(200);
    if (fault === "hang" || fault === "stall") {
      await silence.promise;
      await limits.endLast();
    }
    await background.idle();
    bucket.fault = () => null;
    lifecycle.restart = null;
    expect(reading).toHaveBeenCalledTimes(2);
    expect(errors).toEqual([expect.stringMatching(/^failed to restore the backup kept.zip .*S3: failed to /)]);
    expect(restarts).toBe(0);
    expect(await backupGuard.active()).toBeNull();
    expect((await app.request("DELETE", "/api/backups/kept.zip", { token })).status).toBe(204);
    await expectNothingLeft();
  },
  TIMEOUT_MS,
);
