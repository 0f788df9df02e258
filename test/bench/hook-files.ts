/**
 * What hook files cost: CPU time of a create with two hooks and of a plain route, and how long others wait while handlers wait for a
 * slow server, and the memory of threads. `bun test/bench/hook-files.ts [--beside "/path/to/pocketbase"] [--turns 8]
 * [--only "plain|create|memory|waiting"]` asks both programs in turn.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import PocketBase from "pocketbase";
import { cpuMs } from "../support/cpu-time.ts";
import { SUPERUSER } from "../support/fresh-server.ts";
import { programCommand, runProgram, TemporaryDirectory } from "../support/server-process.ts";

const { values } = parseArgs({
  options: { beside: { type: "string" }, turns: { type: "string", default: "8" }, only: { type: "string" } },
});
const TURNS = Number(values.turns);
const CLIENTS = 4;
/** Of 2,000 the slowest hundredth was what happened to be compiled or logged just then. */
const VIEWS = 20_000;
const WAITING = 100;
const SLOW_MS = 2000;
const BUSY_THREADS = 15;
const BUSY_REQUESTS = 100;

const HOOKS = `
onRecordCreateRequest((e) => {
  const info = e.requestInfo();
  e.record.set("title", String(info.body.title).trim());
  e.next();
}, "articles");
onRecordAfterCreateSuccess((e) => {
  e.next();
  e.app.save(new Record(e.app.findCollectionByNameOrId("audit"), { text: e.record.get("title") }));
}, "articles");
routerAdd("GET", "/plain/{name}", (e) => e.json(200, { hello: e.request.pathValue("name") }));
routerAdd("GET", "/slow", (e) => e.string(200, toString($http.send({ url: e.request.url.query().get("url"), timeout: 60 }).body)));
routerAdd("GET", "/busy", (e) => {
  const found = e.app.findRecordsByFilter("articles", "title != ''", "-id", 50, 0);
  const list = found.map((record) => ({ id: record.id, title: record.getString("title").toUpperCase() }));
  const late = toString($http.send({ url: e.request.url.query().get("url"), timeout: 60 }).body);
  return e.json(200, { late, list });
});
`;

interface Subject extends Disposable {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly recordId: string;
}

/** On a port that was free a moment ago: not every program says which one it took. */
async function start(name: string, command: string[], folder: string): Promise<Subject> {
  const dir = join(folder, name, "pb_data");
  const hooksDir = join(folder, name, "pb_hooks");
  mkdirSync(hooksDir, { recursive: true });
  const made = await runProgram(["superuser", "upsert", SUPERUSER.email, SUPERUSER.password, "--dir", dir], {
    command,
  });
  if (made.exitCode !== 0) throw new Error(`${name} made no superuser: ${made.stderr}`);
  const recordId = await prepare(await serve(command, dir, hooksDir));
  writeFileSync(join(hooksDir, "main.pb.js"), HOOKS);
  const { url, child } = await serve(command, dir, hooksDir);
  return { name, url, pid: child.pid, recordId, [Symbol.dispose]: () => child.kill("SIGKILL") };
}

async function serve(
  command: string[],
  dir: string,
  hooksDir: string,
): Promise<{ url: string; child: Bun.Subprocess }> {
  const probe = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const address = `127.0.0.1:${probe.port}`;
  await probe.stop(true);
  const args = ["serve", "--dir", dir, "--hooksDir", hooksDir, "--http", address];
  const child = Bun.spawn([...command, ...args], { stdin: "ignore", stdout: "ignore", stderr: "inherit" });
  const url = `http://${address}`;
  const isUp = (): Promise<boolean> =>
    fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`${command.join(" ")} did not start`);
    await Bun.sleep(20);
  }
  return { url, child };
}

/** Makes the collections and a record, and ends the program: hooks begin with the next start. */
async function prepare({ url, child }: { url: string; child: Bun.Subprocess }): Promise<string> {
  const admin = new PocketBase(url);
  await admin.collection("_superusers").authWithPassword(SUPERUSER.email, SUPERUSER.password);
  const text = (name: string): object => ({ name, type: "text" });
  const rules = { createRule: "", viewRule: "" };
  await admin.collections.create({ name: "articles", type: "base", ...rules, fields: [text("title")] });
  await admin.collections.create({ name: "audit", type: "base", fields: [text("text")] });
  const { id } = await admin.collection("articles").create({ title: "first" });
  child.kill("SIGTERM");
  await child.exited;
  return id;
}

interface Ask {
  /** Of one turn. */
  readonly requests: number;
  /** Before the first turn: what runs is compiled meanwhile, for which a plain route pays half its time over some 10,000 requests. */
  readonly warmUp: number;
  readonly send: (url: string) => Promise<Response>;
}

const asks: Readonly<Record<string, Ask>> = {
  "create with two hooks": {
    requests: 800,
    warmUp: 4000,
    send: (url) =>
      fetch(`${url}/api/collections/articles/records`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"title":" an article "}',
      }),
  },
  "plain route": { requests: 3000, warmUp: 20_000, send: (url) => fetch(`${url}/plain/ann`) },
};

/** Microseconds of CPU time a request. */
async function costOf({ url, pid }: Subject, send: Ask["send"], requests: number): Promise<number> {
  const before = cpuMs(pid);
  let left = requests;
  const client = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await send(url);
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return ((cpuMs(pid) - before) * 1000) / requests;
}

/** How long a view takes, one after the other. */
async function viewTimes({ url, recordId }: Subject, isOver: (count: number) => boolean): Promise<number[]> {
  const times: number[] = [];
  while (!isOver(times.length)) {
    const startedMs = performance.now();
    await (await fetch(`${url}/api/collections/articles/records/${recordId}`)).arrayBuffer();
    times.push(performance.now() - startedMs);
  }
  return times;
}

async function reportWaiting(subject: Subject): Promise<void> {
  using slow = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 60,
    fetch: () => Bun.sleep(SLOW_MS).then(() => new Response("late")),
  });
  await viewTimes(subject, (count) => count === VIEWS);
  const idle = await viewTimes(subject, (count) => count === VIEWS);
  for (const turn of ["first", "second"]) {
    let waiting = WAITING;
    const path = `${subject.url}/slow?url=${encodeURIComponent(`http://127.0.0.1:${slow.port}/`)}`;
    const waiters = Array.from({ length: WAITING }, async () => {
      const text = await (await fetch(path)).text();
      if (text !== "late") throw new Error(`the slow route answered ${text}`);
      waiting -= 1;
    });
    const beside = await viewTimes(subject, () => waiting === 0);
    await Promise.all(waiters);
    console.log(
      `${subject.name}, view beside ${WAITING} handlers that wait ${SLOW_MS} ms (${turn} time): ` +
        `p50 ${quantile(beside, 0.5)}, p99 ${quantile(beside, 0.99)} ms of ${beside.length}; ` +
        `idle p50 ${quantile(idle, 0.5)}, p99 ${quantile(idle, 0.99)} ms`,
    );
  }
}

/** What a thread takes that is at work: how much the memory grows from one client to many, each of which needs a thread. */
async function reportMemory({ name, url, pid }: Subject): Promise<void> {
  using slow = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => Bun.sleep(200).then(() => new Response("late")),
  });
  const path = `${url}/busy?url=${encodeURIComponent(`http://127.0.0.1:${slow.port}/`)}`;
  const load = async (clients: number): Promise<number> => {
    const client = async (): Promise<void> => {
      for (let count = 0; count < BUSY_REQUESTS; count++) await (await fetch(path)).arrayBuffer();
    };
    await Promise.all(Array.from({ length: clients }, client));
    const [, kib = "0"] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    return Number(kib) / 1024;
  };
  const one = await load(1);
  const many = await load(1 + BUSY_THREADS);
  console.log(
    `${name}, memory with 1 thread at work: ${one.toFixed(0)} MiB, with ${1 + BUSY_THREADS}: ${many.toFixed(0)} MiB, ` +
      `${((many - one) / BUSY_THREADS).toFixed(1)} a thread`,
  );
}

function quantile(numbers: readonly number[], share: number): string {
  return (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? 0).toFixed(2);
}

using folder = new TemporaryDirectory();
using own = await start("baobox", programCommand(), folder.path);
using other = values.beside === undefined ? null : await start("other", values.beside.split(" "), folder.path);
const subjects = other === null ? [own] : [own, other];

for (const [what, { requests, warmUp, send }] of Object.entries(asks)) {
  if (!isAsked(what)) continue;
  const first: string[] = [];
  for (const subject of subjects) first.push(`${subject.name} ${(await costOf(subject, send, warmUp)).toFixed(0)}`);
  const costs = new Map(subjects.map((subject) => [subject, [] as number[]]));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const subject of turn % 2 === 0 ? subjects : subjects.toReversed()) {
      costs.get(subject)?.push(await costOf(subject, send, requests));
    }
  }
  const middles = subjects.map((subject) => {
    const all = costs.get(subject) ?? [];
    return `${subject.name} ${quantile(all, 0.5)} (${quantile(all, 0)} to ${quantile(all, 0.999)})`;
  });
  console.log(`${what}, µs of CPU a request: ${middles.join(", ")}; the first ${warmUp}: ${first.join(", ")}`);
}
for (const subject of subjects) if (isAsked("memory")) await reportMemory(subject);
for (const subject of subjects) if (isAsked("waiting")) await reportWaiting(subject);

function isAsked(what: string): boolean {
  return values.only === undefined || new RegExp(values.only).test(what);
}
