/**
 * What 1,000 collections cost, each with a relation to users: their import, a change of one rule, the deletion of a user, memory and a
 * restart. `bun test/bench/many-collections.ts [--collections 1000] [--changes 100] [--beside /path/to/pocketbase]` prints the figures
 * and exits 1 when a target is missed. Changes and deletions are medians of their time and of the CPU of all threads; memory is what is
 * resident after the restart, and the most while rules are changed. Linux only.
 */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import PocketBase from "pocketbase";
import { cpuMs } from "../support/cpu-time.ts";
import { SUPERUSER } from "../support/fresh-server.ts";
import { programCommand, runProgram, TemporaryDirectory } from "../support/server-process.ts";

const { values } = parseArgs({
  options: {
    collections: { type: "string", default: "1000" },
    changes: { type: "string", default: "100" },
    restarts: { type: "string", default: "5" },
    beside: { type: "string" },
  },
});
const COLLECTIONS = Number(values.collections);
const CHANGES = Number(values.changes);
const RESTARTS = Number(values.restarts);
const USERS = 20;
const TARGETS = { change: 15, memory: 160, restart: 200, deletion: 126 };

interface Figures {
  readonly importS: number;
  readonly changeMs: number;
  readonly changeCpuMs: number;
  readonly deletionMs: number;
  readonly memoryMiB: number;
  readonly changedMiB: number;
  readonly restartMs: number;
  readonly restartCpuMs: number;
}

class Server {
  readonly url: string;
  readonly #child: Bun.Subprocess;

  private constructor(child: Bun.Subprocess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Resolves with the first answer. The port was free a moment ago: not every program says which one it took. */
  static async start(command: string[], dir: string): Promise<Server> {
    const probe = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const http = `127.0.0.1:${probe.port}`;
    await probe.stop(true);
    const child = Bun.spawn([...command, "serve", "--dir", dir, "--http", http], {
      // Without the plugins of this repository.
      cwd: dirname(dir),
      stdout: "ignore",
      stderr: "inherit",
    });
    for (;;) {
      const answer = await fetch(`http://${http}/api/health`).catch(() => null);
      if (answer?.ok === true) return new Server(child, `http://${http}`);
      if (child.exitCode !== null) throw new Error(`${command.join(" ")} ended with ${child.exitCode}`);
      await Bun.sleep(1);
    }
  }

  get cpuMs(): number {
    return cpuMs(this.#child.pid);
  }

  async memoryMiB(): Promise<number> {
    const status = await Bun.file(`/proc/${this.#child.pid}/status`).text();
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
  }

  /** A client signed in as the superuser. */
  async admin(): Promise<PocketBase> {
    const client = new PocketBase(this.url).autoCancellation(false);
    await client.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
    return client;
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#child.exited;
  }
}

async function measure(name: string, command: string[], folder: string): Promise<Figures> {
  const dir = join(folder, name, "pb_data");
  const made = await runProgram(["superuser", "upsert", SUPERUSER.email, SUPERUSER.password, "--dir", dir], {
    command,
  });
  if (made.exitCode !== 0) throw new Error(`${name} made no superuser: ${made.stderr}`);
  const first = await Server.start(command, dir);
  const importS = await timeOf(async () => importCollections(await first.admin()));
  await first.stop();

  const restarts: { ms: number; cpu: number }[] = [];
  for (let turn = 0; turn < RESTARTS; turn++) {
    const begun = performance.now();
    const server = await Server.start(command, dir);
    restarts.push({ ms: performance.now() - begun, cpu: server.cpuMs });
    await server.stop();
  }
  const server = await Server.start(command, dir);
  const admin = await server.admin();
  await Bun.sleep(1000);
  const memoryMiB = await server.memoryMiB();
  const changes = await changeRules(server, admin);
  const deletionMs = await deleteUsers(admin);
  await server.stop();
  return {
    importS: importS / 1000,
    ...changes,
    deletionMs,
    memoryMiB,
    restartMs: median(restarts.map(({ ms }) => ms)),
    restartCpuMs: median(restarts.map(({ cpu }) => cpu)),
  };
}

async function importCollections(admin: PocketBase): Promise<void> {
  const { id } = await admin.collections.getOne("users");
  const rule = "owner = @request.auth.id";
  const collections = Array.from({ length: COLLECTIONS }, (_, number) => ({
    name: collectionName(number),
    type: "base",
    listRule: `${rule} || public = true`,
    viewRule: `${rule} || public = true`,
    createRule: "@request.auth.id != '' && @request.body.owner = @request.auth.id",
    updateRule: rule,
    deleteRule: rule,
    fields: [
      { name: "title", type: "text", required: true, max: 200 },
      { name: "public", type: "bool" },
      { name: "state", type: "select", values: ["draft", "open", "done"] },
      { name: "owner", type: "relation", collectionId: id, maxSelect: 1, cascadeDelete: number % 2 === 0 },
      { name: "created", type: "autodate", onCreate: true },
      { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
    ],
  }));
  await admin.collections.import(collections as never, false);
}

function collectionName(number: number): string {
  return `collection_${String(number).padStart(4, "0")}`;
}

async function changeRules(
  server: Server,
  admin: PocketBase,
): Promise<Pick<Figures, "changeMs" | "changeCpuMs" | "changedMiB">> {
  const times: number[] = [];
  let changedMiB = 0;
  const begun = server.cpuMs;
  for (let number = 0; number < CHANGES; number++) {
    const name = collectionName((number * 7919) % COLLECTIONS);
    const listRule = `title != 'change ${number}'`;
    times.push(await timeOf(() => admin.collections.update(name, { listRule })));
    changedMiB = Math.max(changedMiB, await server.memoryMiB());
  }
  return { changeMs: median(times), changeCpuMs: (server.cpuMs - begun) / CHANGES, changedMiB };
}

/** Each owns records in some collections, one of which is deleted with it. */
async function deleteUsers(admin: PocketBase): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < USERS; number++) {
    const password = "a-password-1";
    const email = `user${number}@example.com`;
    const { id } = await admin.collection("users").create({ email, password, passwordConfirm: password });
    for (const owned of [number * 2, number * 2 + 1]) {
      await admin.collection(collectionName(owned)).create({ title: `of ${number}`, owner: id });
    }
    times.push(await timeOf(() => admin.collection("users").delete(id)));
  }
  return median(times);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function show(name: string, figures: Figures): void {
  const { importS, changeMs, changeCpuMs, deletionMs, memoryMiB, changedMiB, restartMs, restartCpuMs } = figures;
  console.log(
    `${name.padEnd(10)} import ${importS.toFixed(1)} s | change of a rule ${changeMs.toFixed(1)} ms, CPU ${changeCpuMs.toFixed(1)} ms | ` +
      `deletion of a user ${deletionMs.toFixed(1)} ms | memory ${memoryMiB.toFixed(0)} MiB, ${changedMiB.toFixed(0)} while changing | ` +
      `restart ${restartMs.toFixed(0)} ms, CPU ${restartCpuMs.toFixed(0)} ms`,
  );
}

using folder = new TemporaryDirectory();
const own = await measure("baobox", programCommand(), folder.path);
show("baobox", own);
const missed = [
  own.changeMs > TARGETS.change && `a change of a rule takes more than ${TARGETS.change} ms`,
  own.deletionMs > TARGETS.deletion && `the deletion of a user takes more than ${TARGETS.deletion} ms`,
  Math.max(own.memoryMiB, own.changedMiB) > TARGETS.memory && `memory is more than ${TARGETS.memory} MiB`,
  own.restartMs > TARGETS.restart && `a restart takes more than ${TARGETS.restart} ms`,
];
if (values.beside !== undefined) {
  const other = await measure("beside", values.beside.split(" "), folder.path);
  show("beside", other);
  missed.push(own.importS > other.importS && "the import is slower than that of the program beside it");
}
for (const line of missed) if (line !== false) console.log(`MISSED ${line}`);
process.exit(missed.some((line) => line !== false) ? 1 : 0);
