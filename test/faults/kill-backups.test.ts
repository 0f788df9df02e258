// Kills the server with SIGKILL while it makes or restores a backup.
import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const ROUNDS = Number(process.env["BAOBOX_KILL_ROUNDS"] ?? 6);
const TIMEOUT_MS = 120_000;
const directory = new TemporaryDirectory();
afterAll(() => directory[Symbol.dispose]());

async function post(server: ServerProcess, path: string, body: object, token = ""): Promise<Response> {
  return fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: token },
    body: JSON.stringify(body),
  });
}

async function signIn(server: ServerProcess): Promise<string> {
  const body = { identity: "root@example.com", password: "1234567890" };
  const response = await post(server, "/api/collections/_superusers/auth-with-password", body);
  return ((await response.json()) as { token: string }).token;
}

/** A data directory with notes, each with a file, and the backup `first.zip` of the first twenty. */
async function prepare(dir: string): Promise<void> {
  await runProgram(["superuser", "upsert", "root@example.com", "1234567890", "--dir", dir]);
  await using server = await ServerProcess.start({ dir });
  const token = await signIn(server);
  const fields = [{ name: "file", type: "file", maxSelect: 1 }];
  await post(server, "/api/collections", { name: "notes", type: "base", createRule: "", fields }, token);
  const add = async (count: number): Promise<void> => {
    for (let made = 0; made < count; made += 1) {
      const body = new FormData();
      body.set("file", new Blob([crypto.getRandomValues(new Uint8Array(20_000))]), "a.bin");
      const response = await fetch(`${server.url}/api/collections/notes/records`, { method: "POST", body });
      expect(response.status).toBe(200);
    }
  };
  await add(20);
  expect((await post(server, "/api/backups", { name: "first.zip" }, token)).status).toBe(204);
  await add(30);
  await server.stop();
}

/** How many notes there are; throws where a file is missing or the database is damaged. */
function countNotes(dir: string): number {
  using database = new Database(join(dir, "data.db"), { readonly: true });
  expect(database.query("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  const { id } = database.query("SELECT id FROM _collections WHERE name = 'notes'").get() as { id: string };
  const notes = database.query("SELECT id, file FROM notes").all() as { id: string; file: string }[];
  const missing = notes.filter((note) => !existsSync(join(dir, "storage", id, note.id, note.file)));
  expect(missing).toEqual([]);
  return notes.length;
}

test(
  "during a backup: the data is whole, and no part of a backup is left",
  async () => {
    const dir = join(directory.path, "backup");
    await prepare(dir);
    for (let round = 0; round < ROUNDS; round += 1) {
      await using server = await ServerProcess.start({ dir });
      const token = await signIn(server);
      post(server, "/api/backups", { name: `round${round}.zip` }, token).catch(() => undefined);
      await Bun.sleep((round * 200) / ROUNDS);
      await server.kill();
    }
    await using server = await ServerProcess.start({ dir });
    const token = await signIn(server);
    const response = await fetch(`${server.url}/api/backups`, { headers: { authorization: token } });
    const backups = (await response.json()) as { key: string }[];
    expect((await post(server, "/api/backups", { name: "last.zip" }, token)).status).toBe(204);
    // What is listed can be restored.
    for (const { key } of backups) expect((await readdir(join(dir, "backups"))).includes(key)).toBe(true);
    expect((await readdir(join(dir, "backups"))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    await server.stop();
    expect(countNotes(dir)).toBe(50);
    const list = await runProgram(["backup", "restore", "last.zip", "--dir", dir]);
    expect(list.stderr).toBe("");
    expect(countNotes(dir)).toBe(50);
  },
  TIMEOUT_MS,
);

test(
  "during a restore: the data is the old or the restored one, whole, and the server starts",
  async () => {
    const counts = new Set<number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const dir = join(directory.path, `restore${round}`);
      await prepare(dir);
      await using server = await ServerProcess.start({ dir });
      const token = await signIn(server);
      expect((await post(server, "/api/backups/first.zip/restore", {}, token)).status).toBe(204);
      await Bun.sleep((round * 1500) / ROUNDS);
      await server.kill();
      await using again = await ServerProcess.start({ dir });
      await again.stop();
      const count = countNotes(dir);
      expect([20, 50]).toContain(count);
      counts.add(count);
      expect(existsSync(join(dir, ".baobox_restore"))).toBe(false);
    }
    // The rounds really reach from before the exchange to after it.
    expect([...counts].toSorted((a, b) => a - b)).toEqual([20, 50]);
  },
  TIMEOUT_MS,
);
