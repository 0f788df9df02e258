import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { cp, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { extractZip } from "../../../src/lib/zip/read-zip.ts";
import { type ZipSource, writeZip } from "../../../src/lib/zip/write-zip.ts";
import { checkRoom } from "../../../src/model/backups/check-room.ts";
import { createBackup } from "../../../src/model/backups/create-backup.ts";
import { type Verification, verifyBackup } from "../../../src/model/backups/verify-backup.ts";
import { mergeSettings } from "../../../src/model/settings/merge-settings.ts";
import { saveSettings } from "../../../src/model/settings/save-settings.ts";
import { failure } from "../../support/failure.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

/** A backup of the app after `change` was made to its extracted content. */
async function changedBackup(app: TestApp, change: (folder: string) => Promise<void>): Promise<string> {
  const name = await createBackup(app.context);
  const folder = join(app.folder, "extracted");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await extractZip(join(app.context.options.dataDir, "backups", name), folder);
  await change(folder);
  const sources: ZipSource[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile()) sources.push({ name: file.slice(folder.length + 1), file });
  }
  const archive = join(app.folder, "changed.zip");
  const bytes = Buffer.concat(await Array.fromAsync(writeZip(sources), (chunk) => Buffer.from(chunk)));
  await Bun.write(archive, bytes);
  return archive;
}

async function change({ context }: TestApp, settings: unknown): Promise<void> {
  await saveSettings(context, mergeSettings(context.settings.current(), settings));
}

async function verified(app: TestApp, archive: string): Promise<Verification> {
  const found = await verifyBackup(app.context, archive);
  expect(await readdir(join(app.context.options.dataDir, ".pb_temp_to_delete"))).toEqual([]);
  return found;
}

test("a backup that can be restored has no problems", async () => {
  await using app = await testApp({ fixture: "world" });
  const found = await verified(app, await changedBackup(app, () => Promise.resolve()));
  expect(found).toEqual({
    files: expect.any(Number),
    bytes: expect.any(Number),
    collections: app.context.collections.current().all.length,
    problems: [],
  });
  expect(found.files).toBeGreaterThan(2);
});

test("files that records name must be in it, unless they live in a bucket", async () => {
  await using app = await testApp({ fixture: "world" });
  const removeFiles = (folder: string): Promise<void> => rm(join(folder, "storage"), { recursive: true });
  const { problems } = await verified(app, await changedBackup(app, removeFiles));
  expect(problems).toEqual([
    expect.stringMatching(/^\d+ files that records name are missing: posts\/\w+\/note_\w+\.txt, posts\/.*$/),
  ]);

  const s3 = { enabled: true, endpoint: "http://127.0.0.1:1", bucket: "b", region: "r", accessKey: "k", secret: "s" };
  await change(app, { s3 });
  expect((await verified(app, await changedBackup(app, removeFiles))).problems).toEqual([]);
});

test("a database that is damaged, or is none, is named", async () => {
  await using app = await testApp({ fixture: "world" });
  const problemsOf = async (change: (folder: string) => Promise<void>): Promise<readonly string[]> =>
    (await verified(app, await changedBackup(app, change))).problems;
  // A row that its index has otherwise: the quick check of a restore does not see that.
  const damageIndex = async (folder: string): Promise<void> => {
    const file = join(folder, "data.db");
    const database = new Database(file);
    database.run("CREATE TABLE damaged (a)");
    database.run("INSERT INTO damaged VALUES ('in table and index')");
    database.run("CREATE INDEX damaged_a ON damaged (a)");
    database.close(true);
    const bytes = Buffer.from(await Bun.file(file).bytes());
    bytes.write("I", bytes.lastIndexOf("in table and index"));
    await Bun.write(file, bytes);
  };
  expect(await problemsOf(damageIndex)).toEqual([expect.stringMatching(/^data\.db is damaged: .*damaged_a/)]);
  expect(await problemsOf(async (folder) => void (await Bun.write(join(folder, "auxiliary.db"), "text")))).toEqual([
    expect.stringContaining("file is not a database"),
  ]);
  expect(await problemsOf((folder) => rm(join(folder, "data.db")))).toEqual(["it holds no data.db"]);
});

test("an archive that was cut off or changed is named, and one that is missing is an error", async () => {
  await using app = await testApp({ fixture: "world" });
  const archive = await changedBackup(app, () => Promise.resolve());
  const bytes = await Bun.file(archive).bytes();
  const damaged = join(app.folder, "damaged.zip");
  await Bun.write(damaged, bytes.subarray(0, bytes.length - 30));
  expect((await verified(app, damaged)).problems).toEqual(["the file is not a complete zip archive"]);
  // The checksum of the first file, in the list at the end.
  const changed = Buffer.from(bytes);
  const list = changed.readUInt32LE(changed.lastIndexOf("PK\x05\x06") + 16);
  changed.writeUInt32LE((changed.readUInt32LE(list + 16) ^ 1) >>> 0, list + 16);
  await Bun.write(damaged, changed);
  expect((await verified(app, damaged)).problems).toEqual([expect.stringMatching(/ is damaged$/)]);
  expect(String(await failure(verifyBackup(app.context, join(app.folder, "none.zip"))))).toContain("ENOENT");
});

test("a backup that needs more room than there is says how much", async () => {
  await using app = await testApp();
  expect(await failure(checkRoom(app.folder, 2 ** 60))).toMatchObject({
    status: 400,
    message: expect.stringMatching(
      /^There is not enough room on the disk: the backup needs 1048576\.0 TiB, and .* are free\.$/,
    ),
  });
  await checkRoom(app.folder, 1);
});

test("where the settings want it, a new backup that is not complete is an error", async () => {
  await using app = await testApp({ fixture: "world" });
  await change(app, { backups: { verify: true } });
  expect(await createBackup(app.context, "good.zip")).toBe("good.zip");
  const { dataDir } = app.context.options;
  await cp(join(dataDir, "storage"), join(app.folder, "storage"), { recursive: true });
  await rm(join(dataDir, "storage"), { recursive: true });
  expect(String(await failure(createBackup(app.context, "bad.zip")))).toMatch(
    /The backup bad\.zip was made, but is not complete: \d+ files that records name are missing/,
  );
});
