// Kills the server with SIGKILL while it makes or restores a backup.
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cpSync, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ServerProcess, TemporaryDirectory, runProgram } from "../support/server-process.ts";

const ROUNDS = Number(process.env["BAOBOX_KILL_ROUNDS"] ?? 6);
const TIMEOUT_MS = 120_000;
const FILE_BYTES = 400_000;
const directory = new TemporaryDirectory();
const template = join(directory.path, "template");
beforeAll(() => prepare(template), TIMEOUT_MS);
afterAll(() => directory[Symbol.dispose]());

/** A copy of the prepared directory. */
function copy(name: string): string {
  const dir = join(directory.path, name);
  cpSync(template, dir, { recursive: true });
  return dir;
}

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
  // Large enough for each stage to take a while.
  const noise = Buffer.concat(Array.from({ length: 8 }, () => crypto.getRandomValues(new Uint8Array(FILE_BYTES / 8))));
  const add = async (count: number): Promise<void> => {
    for (let made = 0; made < count; made += 1) {
      const body = new FormData();
      body.set("file", new Blob([noise]), "a.bin");
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
    const dir = copy("backup");
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
    for (let round = 0; round < ROUNDS; round += 1) {
      const dir = copy(`restore${round}`);
      await using server = await ServerProcess.start({ dir });
      const token = await signIn(server);
      expect((await post(server, "/api/backups/first.zip/restore", {}, token)).status).toBe(204);
      await Bun.sleep((round * 1500) / ROUNDS);
      await server.kill();
      await using again = await ServerProcess.start({ dir });
      await again.stop();
      expect([20, 50]).toContain(countNotes(dir));
      expect(existsSync(join(dir, ".baobox_restore"))).toBe(false);
    }
  },
  TIMEOUT_MS,
);

interface Stage {
  readonly name: string;
  readonly starts: "backup" | "restore";
  /** Asked again and again; the server is killed once it holds. */
  readonly isReached: (dir: string) => boolean;
  /** Whether it was killed within the stage; absent where that takes too short a time to be sure. */
  readonly wasHit?: (dir: string) => boolean;
  /** How many notes there may be then. */
  readonly notes: readonly number[];
}

const stages: readonly Stage[] = [
  {
    name: "the database is copied",
    starts: "backup",
    isReached: (dir) => entries(dir, ".pb_temp_to_delete").some((name) => name.startsWith("snapshot_")),
    wasHit: (dir) => entries(dir, ".pb_temp_to_delete").length > 0,
    notes: [50],
  },
  {
    name: "the archive is written",
    starts: "backup",
    isReached: (dir) => unfinishedBytes(dir) > FILE_BYTES,
    wasHit: (dir) => unfinishedBytes(dir) > 0,
    notes: [50],
  },
  {
    name: "the archive is unpacked",
    starts: "restore",
    isReached: (dir) => entries(dir, ".baobox_restore/new/storage").length > 0,
    wasHit: (dir) => journal(dir) === null && existsSync(join(dir, ".baobox_restore")),
    notes: [50],
  },
  {
    name: "the content is exchanged",
    starts: "restore",
    isReached: (dir) => journal(dir) !== null,
    notes: [20, 50],
  },
  {
    name: "all is exchanged",
    starts: "restore",
    isReached: (dir) => journal(dir)?.includes('"done"') === true,
    notes: [20],
  },
];

function entries(dir: string, name: string): string[] {
  try {
    return readdirSync(join(dir, name));
  } catch {
    return [];
  }
}

function unfinishedBytes(dir: string): number {
  const name = entries(dir, "backups").find((file) => file.endsWith(".tmp"));
  return name === undefined ? 0 : (statSync(join(dir, "backups", name), { throwIfNoEntry: false })?.size ?? 0);
}

function journal(dir: string): string | null {
  try {
    return readFileSync(join(dir, ".baobox_restore/journal.json"), "utf8");
  } catch {
    return null;
  }
}

test.each(stages)(
  "when $name ($starts): nothing is lost or left over, and both work again",
  async ({ name, starts, isReached, wasHit, notes }) => {
    const dir = copy(name.replaceAll(" ", "-"));
    await using server = await ServerProcess.start({ dir });
    const token = await signIn(server);
    const path = starts === "backup" ? "/api/backups" : "/api/backups/first.zip/restore";
    post(server, path, { name: "cut.zip" }, token).catch(() => undefined);
    while (!isReached(dir)) {
      if (server.child.exitCode !== null) throw new Error(await server.output());
      await new Promise(setImmediate);
    }
    await server.kill();
    if (wasHit !== undefined) expect(wasHit(dir)).toBe(true);

    await using again = await ServerProcess.start({ dir });
    expect(entries(dir, ".pb_temp_to_delete")).toEqual([]);
    expect(existsSync(join(dir, ".baobox_restore"))).toBe(false);
    expect(entries(dir, "backups").toSorted()).toEqual(["first.zip", "first.zip.attrs"]);
    const newToken = await signIn(again);
    expect((await post(again, "/api/backups", { name: "cut.zip" }, newToken)).status).toBe(204);
    expect((await post(again, "/api/backups/cut.zip/restore", {}, newToken)).status).toBe(204);
    await again.says("the server runs with the restored data");
    await again.stop();
    expect(notes).toContain(countNotes(dir));
  },
  TIMEOUT_MS,
);
