// What the server does for Litestream, which copies a database all the time: here a script with its name, and what it leaves in pb_data.
// With the program itself it was tried by hand: docs/point-in-time.md says with which version.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { listZip } from "../../../src/lib/zip/read-zip.ts";
import { createBackup } from "../../../src/model/backups/create-backup.ts";
import { ServerProcess, TemporaryDirectory, programCommand } from "../../support/server-process.ts";
import { testApp } from "../../support/test-app.ts";
import { Client, startServer } from "./notes-server.ts";
import { isOnPostgres } from "../../support/test-database.ts";

const TIMEOUT_MS = 120_000;
const NOTES = [".data.db-litestream", ".auxiliary.db-litestream"];

/** It copies files of SQLite. */
const onSqlite = test.skipIf(isOnPostgres);

async function writeNotes(dir: string): Promise<void> {
  for (const name of NOTES) {
    await mkdir(join(dir, name, "ltx"), { recursive: true });
    await Bun.write(join(dir, name, "ltx/0.ltx"), "how far it is");
  }
}

/** Runs what it is given as its child, as `litestream replicate -exec` does, and ends with it. */
async function litestreamCommand(directory: TemporaryDirectory): Promise<string[]> {
  const file = join(directory.path, "litestream");
  await Bun.write(file, '#!/bin/sh\n"$@" &\ntrap "kill $!" TERM\nwait $!\nexit $?\n');
  await chmod(file, 0o755);
  return [file, ...programCommand()];
}

test("Litestream's notes are not in a backup", async () => {
  await using app = await testApp();
  const { dataDir } = app.context.options;
  await writeNotes(dataDir);
  const name = await createBackup(app.context);
  const { names } = await listZip(join(dataDir, "backups", name));
  expect([...names].filter((path) => path.includes("litestream"))).toEqual([]);
});

onSqlite("a program that reads all the time keeps no checkpoint and no end of the server waiting", async () => {
  await using app = await testApp({ fixture: "world" });
  const { dataDir } = app.context.options;
  const reader = new Database(join(dataDir, "data.db"));
  // As it does, so that nobody resets the log that it has not copied yet.
  reader.run("BEGIN");
  expect(reader.query(`SELECT count(*) AS total FROM "_collections"`).get()).toMatchObject({
    total: expect.any(Number),
  });
  await app.context.database.run(`UPDATE "_collections" SET "updated" = '2026-01-01 00:00:00.000Z'`);
  await app.context.database.checkpoint();
  expect(Bun.file(join(dataDir, "data.db-wal")).size).toBeGreaterThan(0);
  reader.run("COMMIT");
  reader.close(true);
  await app.context.database.checkpoint();
  expect(Bun.file(join(dataDir, "data.db-wal")).size).toBe(0);
});

onSqlite(
  "a server beside Litestream says after a restore that Litestream must start anew",
  async () => {
    using directory = new TemporaryDirectory();
    await using client = await startServer(directory);
    await client.addNote("before");
    await client.post("/api/backups", { name: "a.zip" });
    await writeNotes(client.dir);
    await client.addNote("later");
    await client.post("/api/backups/a.zip/restore");
    await client.untilNotes(["before"]);
    expect(NOTES.filter((name) => existsSync(join(client.dir, name)))).toEqual([]);
    await client.server.says("WARN restart Litestream now");
  },
  TIMEOUT_MS,
);

for (const workers of process.platform === "linux" ? ["1", "2"] : []) {
  onSqlite(
    `a server of ${workers} that Litestream started ends after a restore, for both to start anew`,
    async () => {
      using directory = new TemporaryDirectory();
      const { dir } = await withNotes(directory);
      const command = await litestreamCommand(directory);
      const server = await ServerProcess.start({ dir, command, args: ["--workers", workers] });
      await using client = await Client.of(dir, server);
      await client.post("/api/backups", { name: "a.zip" });
      await client.addNote("later");
      expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
      expect(await server.child.exited).toBe(1);
      expect(await server.output()).toContain("WARN the server ends after the restore");
      await using again = await Client.start(dir);
      expect(await again.notes()).toEqual(["before"]);
    },
    TIMEOUT_MS,
  );
}

/** A directory with a note, that nobody serves. */
async function withNotes(directory: TemporaryDirectory): Promise<{ readonly dir: string }> {
  await using client = await startServer(directory);
  await client.addNote("before");
  await client.server.stop();
  return { dir: client.dir };
}
