// How several nodes on one PostgreSQL do:
//
//   bun test/bench/nodes.ts [--writes 5000] [--rate 500] [--reads 20000] [--rounds 6]
//
// 1. How long an event takes from a write at one node to a client of another, at so many writes a second. Counted from when the request is
//    sent, and from when its answer has come, which is after the commit: what lies between the two is the way of the write itself.
// 2. CPU time a read with one node and with two, that of PostgreSQL apart; lower quartiles of rounds that take turns.
import { join } from "node:path";
import { parseArgs } from "node:util";
import PocketBase from "pocketbase";
import { cpuMs } from "../support/cpu-time.ts";
import { TestEventSource } from "../support/event-source.ts";
import { Nodes } from "../support/nodes.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { backendNanoseconds } from "./backend-time.ts";
import { rawText, sendAll } from "./raw-client.ts";

const { values: options } = parseArgs({
  options: {
    writes: { type: "string", default: "5000" },
    rate: { type: "string", default: "500" },
    reads: { type: "string", default: "20000" },
    rounds: { type: "string", default: "6" },
  },
});

const SUPERUSER = { BAOBOX_SUPERUSER_EMAIL: "root@example.com", BAOBOX_SUPERUSER_PASSWORD: "1234567890" };
const POSTS = "/api/collections/posts/records";
/** At each node. */
const CONNECTIONS = 8;
const NODES = 2;

function client(url: string, token = ""): PocketBase {
  const sdk = new PocketBase(url).autoCancellation(false);
  if (token !== "") sdk.authStore.save(token, null);
  return sdk;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

const shown = (values: readonly number[]): string =>
  [0.5, 0.9, 0.99].map((share) => `p${share * 100} ${quantile(values, share).toFixed(1)}`).join(", ");

async function measureEvents(nodes: Nodes, token: string): Promise<string[]> {
  const [total, rate] = [Number(options.writes), Number(options.rate)];
  const heardAt = new Map<number, number>();
  const all = Promise.withResolvers<void>();
  const reader = client(nodes.urlOf(1), token);
  await reader.collection("posts").subscribe("*", ({ record }) => {
    heardAt.set(Number(record["n"]), performance.now());
    if (heardAt.size === total) all.resolve();
  });
  const times: { sentMs: number; answeredMs: number }[] = [];
  const write = async (n: number): Promise<void> => {
    const sentMs = performance.now();
    const body = JSON.stringify({ n, title: `post ${n}`.padEnd(200, ".") });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(nodes.urlOf(0) + POSTS, { method: "POST", body, headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    times[n] = { sentMs, answeredMs: performance.now() };
  };
  const startedMs = performance.now();
  const writes: Promise<void>[] = [];
  for (let n = 0; n < total; n += 1) {
    const waitMs = startedMs + (n * 1000) / rate - performance.now();
    if (waitMs > 1) await Bun.sleep(waitMs);
    writes.push(write(n));
  }
  await Promise.all(writes);
  const seconds = (performance.now() - startedMs) / 1000;
  await all.promise;
  await reader.realtime.unsubscribe();
  const heard = times.map((_, n) => heardAt.get(n) ?? Infinity);
  return [
    `${total} writes at node 1, ${(total / seconds).toFixed(0)} a second, heard by a client of node 2 (ms)`,
    `  from the request to its answer:   ${shown(times.map(({ sentMs, answeredMs }) => answeredMs - sentMs))}`,
    `  from the request to the event:    ${shown(times.map(({ sentMs }, n) => (heard[n] ?? 0) - sentMs))}`,
    `  from the answer to the event:     ${shown(times.map(({ answeredMs }, n) => (heard[n] ?? 0) - answeredMs))}`,
  ];
}

interface Cost {
  readonly server: number;
  readonly backend: number;
}

/** Of a view and a list in turn, in microseconds a request. */
async function readAt(ports: readonly number[], { nodes, ids, postmaster }: Reads): Promise<Cost> {
  const count = Number(options.reads);
  const used = (): number => nodes.servers.reduce((sum, { child }) => sum + cpuMs(child.pid), 0);
  const path = (index: number): string =>
    index % 2 === 0 ? `/${ids[(index * 7) % ids.length]}` : `?perPage=20&skipTotal=1&page=${1 + (index % 50)}`;
  const text = (index: number): string => rawText({ method: "GET", path: POSTS + path(index) });
  const [before, backendBefore] = [used(), backendNanoseconds(postmaster)];
  const share = { connections: CONNECTIONS, count: count / ports.length, request: text };
  await Promise.all(ports.map((port) => sendAll({ port, ...share })));
  return {
    server: ((used() - before) * 1000) / count,
    backend: (backendNanoseconds(postmaster) - backendBefore) / 1000 / count,
  };
}

interface Reads {
  readonly nodes: Nodes;
  readonly ids: readonly string[];
  readonly postmaster: number;
}

async function measureReads(reads: Reads): Promise<string> {
  const ports = reads.nodes.servers.map(({ url }) => Number(new URL(url).port));
  const costs: Record<"one" | "two", Cost[]> = { one: [], two: [] };
  for (let round = 0; round <= Number(options.rounds); round += 1) {
    const [one, two] = [await readAt(ports.slice(0, 1), reads), await readAt(ports, reads)];
    // The first one warms up.
    if (round === 0) continue;
    costs.one.push(one);
    costs.two.push(two);
  }
  const low = (side: readonly Cost[], part: keyof Cost): string =>
    quantile(
      side.map((cost) => cost[part]),
      0.25,
    ).toFixed(0);
  const line = (side: readonly Cost[]): string => `${low(side, "server")} + ${low(side, "backend")} us`;
  return `a read (nodes + PostgreSQL): one node ${line(costs.one)}, two nodes ${line(costs.two)}`;
}

Object.assign(globalThis, { EventSource: TestEventSource });
using folder = new TemporaryDirectory();
await using postgres = await PostgresServer.start();
const database = await postgres.createDatabase();
const env = { ...process.env, ...SUPERUSER };
await using nodes = await Nodes.start({ dir: join(folder.path, "pb_data"), database, count: NODES, env });
const admin = client(nodes.urlOf(0));
await admin.collection("_superusers").authWithPassword("root@example.com", "1234567890");
await admin.settings.update({ logs: { maxDays: 0 } });
const fields = [
  { name: "n", type: "number" },
  { name: "title", type: "text" },
];
await admin.collections.create({ name: "posts", type: "base", fields, createRule: "", listRule: "", viewRule: "" });
for (const line of await measureEvents(nodes, admin.authStore.token)) console.log(line);
const { items } = await admin.collection("posts").getList(1, 500, { fields: "id", skipTotal: true });
console.log(await measureReads({ nodes, ids: items.map(({ id }) => id), postmaster: postgres.pid }));
