// Compares what a request costs on SQLite and on PostgreSQL, with the same records, in rounds that take turns:
//
//   bun test/bench/postgres.ts [--rounds 10] [--requests 500] [--posts 20000] [--only "view|create"]
//     [--connections 8] [--clients 200] [--node]
//
// With --node it compares a server that is alone on PostgreSQL with one that is a node, whose commits others are told of.
// Counted is CPU time: of each server, and of PostgreSQL's own processes apart; lower quartiles, because what disturbs only adds.
// Then many clients at once on PostgreSQL: errors and waiting times.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Bucket } from "../support/bucket.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { backendNanoseconds } from "./backend-time.ts";
import { type Seeded, Subject, microsecondsBetween, postBody, seed } from "./pairs-subject.ts";
import { type RawRequest, rawText, sendAll } from "./raw-client.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "10" },
    requests: { type: "string", default: "500" },
    posts: { type: "string", default: "20000" },
    connections: { type: "string", default: "8" },
    clients: { type: "string", default: "200" },
    only: { type: "string", default: "" },
    node: { type: "boolean", default: false },
  },
});

const POSTS = "/api/collections/posts/records";

interface Scenario {
  readonly name: string;
  /** Of the requests that the others make. */
  readonly share?: number;
  readonly request: (index: number, seeded: Seeded) => RawRequest;
}

const get = (path: string): RawRequest => ({ method: "GET", path: POSTS + path });

const SCENARIOS: readonly Scenario[] = [
  { name: "view", request: (index, { postIds }) => get(`/${at(postIds, index * 7)}`) },
  { name: "view of a known record", request: (index, { postIds }) => get(`/${at(postIds, index % 50)}`) },
  { name: "list of 20", request: (index) => get(`?perPage=20&page=${1 + (index % 500)}&skipTotal=1`) },
  { name: "list of 20 with total", share: 0.5, request: (index) => get(`?perPage=20&page=${1 + (index % 500)}`) },
  {
    name: "search of a text",
    share: 0.05,
    request: (index) => get(`?perPage=20&filter=${encodeURIComponent(`title ~ 'st ${(index * 37) % 20_000}'`)}`),
  },
  {
    name: "search of a word",
    share: 0.05,
    request: (index) => get(`?perPage=20&filter=${encodeURIComponent(`title ~ '${letters(index + 1_000)}'`)}`),
  },
  {
    name: "create",
    request: (index, { userIds }) => ({
      method: "POST",
      path: POSTS,
      body: JSON.stringify(postBody(index, at(userIds, index))),
    }),
  },
  {
    name: "update",
    request: (index, { postIds }) => ({
      method: "PATCH",
      path: `${POSTS}/${at(postIds, index * 7)}`,
      body: `{"title":"changed ${Math.random()}"}`,
    }),
  },
];

/** A number in letters. */
function letters(number: number): string {
  return number.toString(26).replaceAll(/\d/g, (digit) => "qrstuvwxyz".charAt(Number(digit)));
}

function at(list: readonly string[], index: number): string {
  return list[index % list.length] ?? "";
}

interface Side {
  readonly subject: Subject;
  readonly seeded: Seeded;
  /** CPU nanoseconds of the database's own processes. */
  readonly backend: () => number;
  next: number;
}

interface Cost {
  readonly server: number;
  readonly backend: number;
}

async function measure(side: Side, { request }: Scenario, count: number): Promise<Cost> {
  const { subject, seeded, backend } = side;
  const start = side.next;
  side.next += count;
  const texts = Array.from({ length: count }, (_, index) => rawText(request(start + index, seeded)));
  const [before, backendBefore] = [subject.cpuByThread(), backend()];
  const connections = Number(options.connections);
  await sendAll({ port: subject.port, connections, count, request: (index) => texts[index] ?? "" });
  return {
    server: microsecondsBetween(before, subject.cpuByThread()) / count,
    backend: (backend() - backendBefore) / 1000 / count,
  };
}

async function compare(scenario: Scenario, [one, other]: readonly [Side, Side]): Promise<void> {
  const count = Math.ceil(Number(options.requests) * (scenario.share ?? 1));
  for (const side of [one, other, one, other]) await measure(side, scenario, count);
  const costs: { one: Cost; other: Cost }[] = [];
  for (let round = 0; round < Number(options.rounds); round += 1)
    costs.push({ one: await measure(one, scenario, count), other: await measure(other, scenario, count) });
  const low = (of: (cost: (typeof costs)[number]) => number): number => quantile(costs.map(of), 0.25);
  const servers = [low((cost) => cost.one.server), low((cost) => cost.other.server)] as const;
  const backends = [low((cost) => cost.one.backend), low((cost) => cost.other.backend)] as const;
  const columns = [
    scenario.name.padEnd(24),
    `${one.subject.name} ${servers[0].toFixed(0)} us`.padEnd(18),
    `backend ${backends[0].toFixed(0)} us`.padEnd(18),
    `${other.subject.name} server ${servers[1].toFixed(0)} us`.padEnd(30),
    `backend ${backends[1].toFixed(0)} us`.padEnd(18),
    `server ratio ${(servers[1] / servers[0]).toFixed(2)}`,
  ];
  console.log(columns.join(" "));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

/** Many clients that ask one after the other, each over a connection of its own. */
async function crowd({ subject, seeded }: Side, clients: number): Promise<void> {
  const waits: number[] = [];
  let errors = 0;
  const base = `http://127.0.0.1:${subject.port}`;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let round = 0; round < 20; round += 1) {
        const index = client * 20 + round;
        const path = round % 2 === 0 ? `${POSTS}/${at(seeded.postIds, index * 13)}` : `${POSTS}?perPage=20&skipTotal=1`;
        const startedMs = performance.now();
        const answer = await fetch(base + path).catch(() => null);
        await answer?.arrayBuffer();
        if (answer?.ok !== true) errors += 1;
        // The first ones wait for all connections to be opened.
        else if (round >= 2) waits.push(performance.now() - startedMs);
      }
    }),
  );
  const [p50, p99] = [quantile(waits, 0.5), quantile(waits, 0.99)];
  console.log(
    `${subject.name}, ${clients} clients: ${errors} errors, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  );
}

async function open(name: string, variables: Readonly<Record<string, string>>, backend: () => number): Promise<Side> {
  const subject = await Subject.start(name, ".", variables);
  const startedMs = performance.now();
  const seeded = await seed(subject, { posts: Number(options.posts), users: 100 });
  console.log(`${name}: seeded in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  return { subject, seeded, backend, next: 0 };
}

await using server = await PostgresServer.start();
const backend = (): number => backendNanoseconds(server.pid);
const onPostgres = async (name: string, variables: Readonly<Record<string, string>> = {}): Promise<Side> =>
  open(name, { ...variables, BAOBOX_DATABASE: await server.createDatabase() }, backend);
await using bucket = await Bucket.start();
using folder = new TemporaryDirectory();
const settings = join(folder.path, "settings.json");
await Bun.write(settings, JSON.stringify({ s3: { enabled: true, ...bucket.options } }));
const node = { BAOBOX_NODE: "one", BAOBOX_SETTINGS: settings, BAOBOX_DRAIN: "0" };
const first = options.node ? await onPostgres("alone") : await open("SQLite", {}, () => 0);
await using _one = first.subject;
const second = options.node ? await onPostgres("node", node) : await onPostgres("PostgreSQL");
await using _other = second.subject;
const only = new RegExp(options.only);
for (const scenario of SCENARIOS) if (only.test(scenario.name)) await compare(scenario, [first, second]);
for (const side of [first, second, first, second]) await crowd(side, Number(options.clients));
const memory = [first, second].map(({ subject }) => `${subject.name} ${subject.memoryMebibytes().toFixed(0)} MiB`);
console.log(`memory: ${memory.join(", ")}`);
