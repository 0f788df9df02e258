// Restoring needs a real server, because it starts anew.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { extractZip } from "../../../src/lib/zip/read-zip.ts";
import { writeZip } from "../../../src/lib/zip/write-zip.ts";
import type { ZipSource } from "../../../src/lib/zip/write-zip.ts";
import { readWorld, writeDataDirectory } from "../../conformance/recorded-answers.ts";
import { Bucket } from "../../support/bucket.ts";
import { TemporaryDirectory, runProgram } from "../../support/server-process.ts";
import { Client, startServer } from "./notes-server.ts";
import { isOnPostgres, rowsOf } from "../../support/test-database.ts";

const TIMEOUT_MS = 120_000;

async function makeArchive(file: string, sources: readonly ZipSource[]): Promise<void> {
  const writer = Bun.file(file).writer();
  for await (const chunk of writeZip(sources)) {
    await writer.write(chunk);
  }
  await writer.end();
}

/** The database of the server's data as a file of its own; on PostgreSQL that is the one in a backup. */
async function copyDatabase(directory: TemporaryDirectory, target: string): Promise<void> {
  const dir = join(directory.path, "pb_data");
  if (!isOnPostgres) {
    using database = new Database(join(dir, "data.db"), { readonly: true });
    database.run("VACUUM INTO ?", [target]);
    return;
  }
  await runProgram(["backup", "create", "copied.zip", "--dir", dir]);
  const extracted = join(directory.path, "copied");
  await mkdir(extracted);
  await extractZip(join(dir, "backups/copied.zip"), extracted);
  await rename(join(extracted, "data.db"), target);
}

/**
 * The archive with another checksum of its first file, data.db, in the list at its end. A byte of the file itself may be another
 * without harm: among zeros, of which databases have many, it does not matter from where they are repeated.
 */
function withDamagedDatabase(archive: Uint8Array): Uint8Array {
  const damaged = Buffer.from(archive);
  const list = damaged.readUInt32LE(damaged.lastIndexOf("PK\x05\x06") + 16);
  expect(damaged.toString("utf8", list + 46, list + 46 + damaged.readUInt16LE(list + 28))).toBe("data.db");
  damaged.writeUInt32LE((damaged.readUInt32LE(list + 16) ^ 1) >>> 0, list + 16);
  return damaged;
}

test(
  "a restored server has the data and files of the backup, and takes requests again",
  async () => {
    using directory = new TemporaryDirectory();
    await using client = await startServer(directory);
    await client.addNote("before");
    expect((await client.post("/api/backups", { name: "a.zip" })).status).toBe(204);
    await client.addNote("later");
    expect(await client.notes()).toEqual(["before", "later"]);

    expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
    await client.untilNotes(["before"]);
    expect(client.server.child.exitCode).toBeNull();
    await client.addNote("after");
    expect(await client.notes()).toEqual(["after", "before"]);
    const files = await readdir(join(client.dir, "storage"), { recursive: true });
    expect(files.filter((file) => file.endsWith(".txt"))).toHaveLength(2);
    // The backups stay, what it took to restore does not.
    expect(await readdir(join(client.dir, "backups"))).toContain("a.zip");
    expect(existsSync(join(client.dir, ".baobox_restore"))).toBe(false);
    expect(await client.server.stop()).toBe(0);
  },
  TIMEOUT_MS,
);

test(
  "backups live in a bucket where the settings say so",
  async () => {
    using directory = new TemporaryDirectory();
    await using bucket = await Bucket.start();
    await using client = await startServer(directory);
    await client.addNote("before");
    await client.setBackupBucket(bucket);
    expect((await client.post("/api/backups", { name: "b.zip" })).status).toBe(204);
    expect(existsSync(join(client.dir, "backups"))).toBe(false);
    expect(bucket.files()).not.toEqual([]);
    await client.addNote("later");

    const upload = new FormData();
    const empty = Buffer.from("504b0506000000000000000000000000000000000000", "hex");
    upload.set("file", new Blob([empty]), "empty.zip");
    const uploaded = await fetch(`${client.server.url}/api/backups/upload`, {
      method: "POST",
      headers: { authorization: client.token },
      body: upload,
    });
    expect(uploaded.status).toBe(204);
    expect((await client.post("/api/backups/empty.zip/restore")).status).toBe(400);
    expect((await client.post("/api/backups/b.zip/restore")).status).toBe(204);
    await client.untilNotes(["before"]);
    expect(await readdir(join(client.dir, ".pb_temp_to_delete"))).toEqual([]);

    // On the command line too, by the settings of the data that is replaced.
    await client.signIn();
    await client.setBackupBucket(bucket);
    await client.addNote("later");
    await client.server.stop();
    const restored = await runProgram(["backup", "restore", "b.zip", "--dir", client.dir]);
    expect(restored).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Restored b\.zip in \d+ s\.\n$/),
      stderr: "",
    });
    expect(await rowsOf(client.dir, "SELECT text FROM notes")).toEqual([{ text: "before" }]);
    expect(await readdir(join(client.dir, ".pb_temp_to_delete"))).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a data directory as PocketBase archives it can be restored",
  async () => {
    using directory = new TemporaryDirectory();
    await using client = await startServer(directory);
    const world = join(directory.path, "world");
    writeDataDirectory(await readWorld(), world);
    const names = (await readdir(world, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(world.length + 1));
    await mkdir(join(client.dir, "backups"), { recursive: true });
    const sources = names.map((name) => ({ name, file: join(world, name) }));
    await makeArchive(join(client.dir, "backups/world.zip"), sources);

    expect((await client.post("/api/backups/world.zip/restore")).status).toBe(204);
    const deadline = performance.now() + 20_000;
    for (;;) {
      const response = await fetch(`${client.server.url}/api/collections/posts/records`).catch(() => null);
      if (response?.status === 200) break;
      if (performance.now() > deadline) throw new Error(await client.server.output());
      await Bun.sleep(10);
    }
  },
  TIMEOUT_MS,
);

test(
  "what can't be restored leaves the server as it is",
  async () => {
    using directory = new TemporaryDirectory();
    await using client = await startServer(directory);
    await client.addNote("kept");
    const backups = join(client.dir, "backups");
    await mkdir(backups, { recursive: true });
    const garbage = join(directory.path, "garbage");
    await Bun.write(garbage, "no database at all ".repeat(100));
    await Bun.write(join(backups, "text.zip"), "no archive");
    await makeArchive(join(backups, "empty.zip"), [{ name: "readme.txt", file: garbage }]);
    await makeArchive(join(backups, "garbage.zip"), [{ name: "data.db", file: garbage }]);
    expect((await client.post("/api/backups", { name: "good.zip" })).status).toBe(204);
    const good = await Bun.file(join(backups, "good.zip")).bytes();
    await Bun.write(join(backups, "cut.zip"), good.subarray(0, good.length / 2));
    await Bun.write(join(backups, "flipped.zip"), withDamagedDatabase(good));

    for (const name of ["text.zip", "empty.zip", "cut.zip"]) {
      const response = await client.post(`/api/backups/${name}/restore`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        message: expect.stringContaining("Missing or invalid backup file"),
      });
    }
    for (const name of ["garbage.zip", "flipped.zip"]) {
      expect((await client.post(`/api/backups/${name}/restore`)).status).toBe(204);
      const deadline = performance.now() + 20_000;
      while (!(await client.server.output()).includes(`failed to restore the backup ${name}`)) {
        if (performance.now() > deadline) throw new Error(await client.server.output());
        await Bun.sleep(10);
      }
    }
    expect(await client.notes()).toEqual(["kept"]);
    expect(existsSync(join(client.dir, ".baobox_restore"))).toBe(false);
  },
  TIMEOUT_MS,
);

test(
  "the command line makes, lists and restores backups, but not below a running server",
  async () => {
    using directory = new TemporaryDirectory();
    const client = await startServer(directory);
    const { dir } = client;
    await client.addNote("one");
    const made = await runProgram(["backup", "create", "one.zip", "--dir", dir]);
    expect(made).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Created the backup one\.zip \(.* in .*\)\.\n$/),
    });
    const again = await runProgram(["backup", "create", "one.zip", "--dir", dir]);
    expect(again).toMatchObject({ exitCode: 1, stderr: "baobox: the backup one.zip already exists\n" });
    for (const name of ["../one.zip", "a/b.zip", "one", "One.zip"]) {
      const misnamed = await runProgram(["backup", "create", name, "--dir", dir]);
      expect([misnamed.exitCode, misnamed.stderr]).toEqual([
        1,
        expect.stringContaining("a backup's name must be in lower case"),
      ]);
    }
    await client.addNote("two");
    const refused = await runProgram(["backup", "restore", "one.zip", "--dir", dir]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      isOnPostgres ? "another Baobox server runs on it" : "a server runs on the data directory",
    );
    await client.server.stop();
    expect((await runProgram(["backup", "list", "--dir", dir])).stdout).toContain("one.zip");
    const restored = await runProgram(["backup", "restore", "one.zip", "--dir", dir]);
    expect(restored).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Restored one\.zip in \d+ s\.\n$/) });
    const missing = await runProgram(["backup", "restore", "none.zip", "--dir", dir]);
    expect(missing).toMatchObject({ exitCode: 1, stderr: "baobox: there is no backup none.zip\n" });
    expect(await rowsOf(dir, "SELECT text FROM notes")).toEqual([{ text: "one" }]);
    if (!isOnPostgres) expect(await rowsOf(dir, "PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
    await client[Symbol.asyncDispose]();
  },
  TIMEOUT_MS,
);

test(
  "the command line restores a database alone, and says which files its records miss",
  async () => {
    using directory = new TemporaryDirectory();
    const client = await startServer(directory);
    const { dir } = client;
    await client.addNote("one");
    await client.server.stop();
    const copy = join(directory.path, "copy.db");
    await copyDatabase(directory, copy);
    const again = await Client.start(dir);
    await again.addNote("two");
    await again.server.stop();
    await mkdir(join(dir, ".data.db-litestream"));
    const files = await readdir(join(dir, "storage"), { recursive: true });
    await Bun.write(join(dir, "storage/kept.txt"), "kept");

    expect(await runProgram(["backup", "restore", copy, "--dir", dir])).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^Restored \S+copy\.db in \d+ s\.\n$/),
      stderr: "",
    });
    await using restored = await Client.start(dir);
    expect(await restored.notes()).toEqual(["one"]);
    // Everything else is as it was.
    expect(await readdir(join(dir, "storage"), { recursive: true })).toContain("kept.txt");
    // It was the state of a copy of the old database.
    expect(existsSync(join(dir, ".data.db-litestream"))).toBe(isOnPostgres);
    expect(existsSync(join(dir, ".baobox_restore"))).toBe(false);
    await restored.server.stop();

    const gone = files.find((file) => /one_\w+\.txt$/.test(file)) ?? "";
    await rm(join(dir, "storage", gone));
    const { stdout } = await runProgram(["backup", "restore", copy, "--dir", dir]);
    expect(stdout).toContain("Files that its records name are not there any more (1):\n  notes/");
    await Bun.write(`${copy}-wal`, "log");
    expect(await runProgram(["backup", "restore", copy, "--dir", dir])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("has a write-ahead log beside it"),
    });
    expect(existsSync(join(dir, ".baobox_restore"))).toBe(false);
  },
  TIMEOUT_MS,
);
