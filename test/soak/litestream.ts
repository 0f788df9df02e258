/**
 * Recovery to a point in time with the real Litestream, as docs/point-in-time.md describes it:
 * `bun test/soak/litestream.ts --program /usr/local/bin/litestream [--workers 2] [--seconds 10]`. Writes, kills everything in the middle,
 * restores a backup by the API and then a moment by the command line, and compares all rows of the copy with those of the server each
 * time. Fails where they differ. It takes a minute.
 */
import { Database } from "bun:sqlite";
import { chmodSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client, startServer } from "../features/backups/notes-server.ts";
import { ServerProcess, TemporaryDirectory, programCommand, runProgram } from "../support/server-process.ts";

const { values } = parseArgs({
  options: {
    program: { type: "string", default: "litestream" },
    workers: { type: "string", default: "2" },
    seconds: { type: "string", default: "10" },
  },
});
const SECONDS = Number(values.seconds);
/** It copies each second. */
const COPY_MS = 2_500;
const NOTES_AT_ONCE = 4;

using directory = new TemporaryDirectory();
const config = join(directory.path, "litestream.yml");
const dir = await prepareDirectory();
const command = [writeScript()];
let written = 0;

const first = await start();
await write(first, SECONDS / 2);
for (const pid of [first.server.child.pid, ...childrenOf(first.server.child.pid)]) process.kill(pid, "SIGKILL");
await first.server.child.exited;

const second = await start();
await write(second, SECONDS / 2);
await compare("after a kill");
const moment = new Date();
const atMoment = rowsOf(join(dir, "data.db"));
await Bun.sleep(COPY_MS);
await second.post("/api/backups", { name: "a.zip" });
await write(second, SECONDS / 2);
await second.post("/api/backups/a.zip/restore");
expectEqual("the exit code after a restore", await second.server.child.exited, 1);

const third = await start();
expectEqual("the rows of the backup", rowsOf(join(dir, "data.db")), atMoment);
await write(third, SECONDS / 2);
await compare("after a restore of a backup");
await third.server.stop();

const file = restored(["-timestamp", moment.toISOString()]);
expectEqual("the rows of the moment", rowsOf(file), atMoment);
const { exitCode, stderr } = await runProgram(["backup", "restore", file, "--dir", dir]);
expectEqual(`backup restore ${stderr}`, exitCode, 0);
const fourth = await start();
expectEqual("the rows of the moment, in place", rowsOf(join(dir, "data.db")), atMoment);
await write(fourth, SECONDS / 2);
await compare("after a restore of a moment");
await fourth.server.stop();
process.exit(0);

async function prepareDirectory(): Promise<string> {
  const { dir: made, server } = await startServer(directory);
  await server.stop();
  const replicas = ["data", "auxiliary"].map(
    (name) => `  - path: ${made}/${name}.db\n    replica: { path: ${directory.path}/replica/${name} }\n`,
  );
  writeFileSync(config, `l0-retention: 24h\ndbs:\n${replicas.join("")}`);
  return made;
}

/** Starts Litestream, which starts the server with the arguments of the script. */
function writeScript(): string {
  const script = join(directory.path, "start");
  const server = programCommand().join(" ");
  writeFileSync(script, `#!/bin/sh\nexec ${values.program} replicate -config ${config} -exec "${server} $*"\n`);
  chmodSync(script, 0o755);
  return script;
}

async function start(): Promise<Client> {
  return Client.of(dir, await ServerProcess.start({ dir, command, args: ["--workers", values.workers] }));
}

/** Of all threads: a program in Go starts processes from any of them. */
function childrenOf(pid: number): number[] {
  const own = readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const text = readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").trim();
    return text === "" ? [] : text.split(" ").map(Number);
  });
  return own.flatMap((child) => [child, ...childrenOf(child)]);
}

/** Several clients add notes, then Litestream has the time to copy them. */
async function write(client: Client, seconds: number): Promise<void> {
  const until = performance.now() + 1000 * seconds;
  const writeNotes = async (): Promise<void> => {
    while (performance.now() < until) await client.addNote(`note ${written++}`);
  };
  await Promise.all(Array.from({ length: NOTES_AT_ONCE }, writeNotes));
  await Bun.sleep(COPY_MS);
}

async function compare(when: string): Promise<void> {
  expectEqual(`the rows of the copy ${when}`, rowsOf(restored([])), rowsOf(join(dir, "data.db")));
}

function restored(options: readonly string[]): string {
  const out = join(directory.path, `${crypto.randomUUID()}.db`);
  const args = ["restore", "-config", config, "-integrity-check", "full", "-o", out, ...options, join(dir, "data.db")];
  const { exitCode: code, stderr: text } = Bun.spawnSync([values.program, ...args], { stdout: "ignore" });
  if (code !== 0) throw new Error(`litestream restore: ${text.toString()}`);
  return out;
}

function rowsOf(path: string): string {
  using database = new Database(path);
  const rows = database.query("SELECT * FROM notes ORDER BY id").all();
  return `${rows.length} rows, ${Bun.hash(JSON.stringify(rows)).toString(16)}`;
}

function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)}, not ${String(expected)}`);
  console.log(`${what}: ${String(actual)}`);
}
