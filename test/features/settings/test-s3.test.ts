import { expect, test } from "bun:test";
import { textOf } from "../../support/blob-text.ts";
import { Bucket } from "../../support/bucket.ts";
import { testApp } from "../../support/test-app.ts";

const TEXT = { contentType: "text/plain", originalName: "a.txt" };

test("the bucket of files or of backups is tried as it is set", async () => {
  await using bucket = await Bucket.start();
  await using app = await testApp();
  const token = await app.superuserToken();
  const tryBucket = (filesystem: string) =>
    app.request("POST", "/api/settings/test/s3", { token, body: { filesystem } });
  const change = (body: object) => app.request("PATCH", "/api/settings", { token, body });

  expect((await tryBucket("storage")).json).toEqual({
    data: {},
    message: "Failed to test the S3 filesystem. Raw error: \nS3 storage filesystem is not enabled.",
    status: 400,
  });
  await change({ s3: { ...bucket.options, enabled: true } });
  expect((await tryBucket("storage")).status).toBe(204);
  expect((await tryBucket("backups")).status).toBe(400);
  await change({ backups: { s3: { ...bucket.options, enabled: true, bucket: "none" } } });
  const { status, text } = await tryBucket("backups");
  expect([status, text.includes("NoSuchBucket")]).toEqual([400, true]);
  expect(bucket.files()).toEqual([]);
});

test("files go to the bucket as soon as it is enabled, and to the disk as soon as it is not", async () => {
  await using bucket = await Bucket.start();
  await using app = await testApp();
  const token = await app.superuserToken();
  const { files, backups } = app.context;
  await files.write("a/disk.txt", new Blob(["disk"]), TEXT);
  await app.request("PATCH", "/api/settings", { token, body: { s3: { ...bucket.options, enabled: true } } });
  expect(await files.read("a/disk.txt")).toBeNull();
  await files.write("a/bucket.txt", new Blob(["bucket"]), TEXT);
  await backups.write("backup.zip", new Blob(["zip"]), TEXT);
  expect(await textOf(await files.read("a/bucket.txt"))).toBe("bucket");
  expect(bucket.files()).toHaveLength(1);

  await app.request("PATCH", "/api/settings", { token, body: { s3: { enabled: false } } });
  expect(await textOf(await files.read("a/disk.txt"))).toBe("disk");
  expect(await files.read("a/bucket.txt")).toBeNull();
  expect((await Array.fromAsync(backups.list(""))).map(({ key }) => key)).toEqual(["backup.zip"]);
});
