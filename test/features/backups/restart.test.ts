// What a restore does to those who use the server, and to what it can't move.
import { expect, test } from "bun:test";
import { access, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { TemporaryDirectory } from "../../support/server-process.ts";
import { startServer } from "./notes-server.ts";

const TIMEOUT_MS = 120_000;

test(
  "a restore answers for about a second, and lets requests end that run",
  async () => {
    using directory = new TemporaryDirectory();
    await using client = await startServer(directory);
    await client.addNote("before");
    expect((await client.post("/api/backups", { name: "a.zip" })).status).toBe(204);
    const slow = client.addNoteSlowly();
    // From before the restore: how late a busy machine reads its answer must not count.
    const startedMs = performance.now();
    expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
    await client.untilUnanswered();
    expect(performance.now() - startedMs).toBeGreaterThan(990);
    slow.end();
    expect((await slow.response).status).toBe(200);
    await client.untilNotes(["before"]);
    await client.server.says("the server runs with the restored data");
  },
  TIMEOUT_MS,
);

test(
  "a restore that fails at its last step is told, and the data from before runs",
  async () => {
    using directory = new TemporaryDirectory();
    await using client = await startServer(directory);
    expect((await client.post("/api/backups", { name: "a.zip" })).status).toBe(204);
    await client.addNote("later");
    const slow = client.addNoteSlowly();
    expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
    await client.untilUnanswered();
    // The server still waits for the request: what it prepared is taken from it.
    await rm(join(client.dir, ".baobox_restore/new"), { recursive: true });
    slow.end();
    expect((await slow.response).status).toBe(200);
    await client.untilNotes(["later", "slow"]);
    await client.server.says("the server runs with the data from before the restart");
    const output = await client.server.output();
    expect(output).toContain("the data from before the restore is still in place");
    expect(output).not.toContain("the restored data");
  },
  TIMEOUT_MS,
);

test(
  "files behind a link are in backups, and the link stays when they are restored",
  async () => {
    using directory = new TemporaryDirectory();
    const elsewhere = join(directory.path, "elsewhere");
    await mkdir(elsewhere);
    await mkdir(join(directory.path, "pb_data"));
    await symlink(elsewhere, join(directory.path, "pb_data/storage"));
    await using client = await startServer(directory);
    await client.addNote("before");
    expect((await client.post("/api/backups", { name: "a.zip" })).status).toBe(204);
    await client.addNote("later");
    expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
    await client.untilNotes(["before"]);
    const files = await readdir(elsewhere, { recursive: true });
    expect(files.filter((file) => file.endsWith(".txt"))).toHaveLength(1);
    await client.server.says("the folder storage is a mount or a link: it was kept");
  },
  TIMEOUT_MS,
);

test(
  "what a restore has replaced is deleted by the running server, also after it was killed before",
  async () => {
    using directory = new TemporaryDirectory();
    const replaced = join(directory.path, "pb_data/.baobox_restore_replaced");
    await mkdir(join(replaced, "old/storage"), { recursive: true });
    await using client = await startServer(directory);
    while (await exists(replaced)) await Bun.sleep(10);
    await client.addNote("before");
    expect((await client.post("/api/backups", { name: "a.zip" })).status).toBe(204);
    expect((await client.post("/api/backups/a.zip/restore")).status).toBe(204);
    await client.server.says("the server runs with the restored data");
    while (await exists(replaced)) await Bun.sleep(10);
    await client.untilNotes(["before"]);
  },
  TIMEOUT_MS,
);

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
