/**
 * What the realtime API does, over the event stream and the WebSocket: fan-out, what it costs the server when its readers are
 * fast, a writer's own latency beside many subscribers, and the memory of idle connections.
 * `bun test/bench/realtime.ts [--idle 10000] [--only fan-out|cost|latency|idle]`
 */
import { parseArgs } from "node:util";
import { FreshServer } from "../support/fresh-server.ts";
import { clientProcess, openClients } from "./realtime-clients.ts";
import type { Transport } from "./realtime-clients.ts";
import { fanOutCost } from "./realtime-cost.ts";
import { createPost, percentiles, writerLatency } from "./realtime-writer.ts";

const { values: options } = parseArgs({
  options: { idle: { type: "string", default: "10000" }, only: { type: "string", default: "" } },
});

const WRITERS = 8;
const FAN_OUT_ROUNDS = 9;
const QUIET_MS = 10_000;
/** A process of clients may have so many files open. */
const CLIENTS_OF_PROCESS = 5000;

if (wants("cost")) {
  await onServer((server) => fanOutCost(server, { subscribers: 100, events: 3000 }));
  await onServer((server) => fanOutCost(server, { subscribers: 1000, events: 500 }));
}
if (wants("fan-out")) {
  await onServer((server) => fanOutInTurns(server, { subscribers: 100, events: 500 }));
  await onServer((server) => fanOutInTurns(server, { subscribers: 1000, events: 100 }));
}
for (const transport of ["sse", "ws"] as const) {
  if (wants("latency")) await onServer((server) => writerLatency(server.process, transport));
  if (wants("idle")) await onServer((server) => idleConnections(server, transport, Number(options.idle)));
}

function wants(part: string): boolean {
  return options.only === "" || options.only === part;
}

async function onServer(measure: (server: FreshServer) => Promise<string>): Promise<void> {
  await using server = await FreshServer.start();
  const admin = await server.admin();
  const fields = ["title", "description"].map((name) => ({ name, type: "text" }));
  const rules = { listRule: "", viewRule: "", createRule: "" };
  for (const name of ["posts", "quiet"]) await admin.collections.create({ name, type: "base", fields, ...rules });
  console.log(await measure(server));
}

interface FanOut {
  readonly subscribers: number;
  readonly events: number;
}

interface Delivered {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly missing: number;
}

/** The transports take turns on one server, so that whatever else the machine does concerns both alike; medians of all rounds. */
async function fanOutInTurns(server: FreshServer, size: FanOut): Promise<string> {
  const rounds = { sse: [] as Delivered[], ws: [] as Delivered[] };
  for (let round = 0; round < FAN_OUT_ROUNDS; round++) {
    for (const transport of ["sse", "ws"] as const) rounds[transport].push(await fanOut(server, transport, size));
  }
  const lines = Object.entries(rounds).map(([transport, all]) => {
    const median = (figure: keyof Delivered): number => percentiles(all.map((delivered) => delivered[figure]))[0];
    const missing = all.reduce((sum, delivered) => sum + delivered.missing, 0);
    const figures = `${median("perSecond")} messages/s, p50 ${median("p50")} ms, p99 ${median("p99")} ms, ${missing} missing`;
    return `${transport}: ${size.subscribers} subscribers x ${size.events} creates: ${figures}`;
  });
  return lines.join("\n");
}

/** As ../shared/bench/realtime.ts measures it: 8 writers, and the time from sending a create to a subscriber having read it. */
async function fanOut(server: FreshServer, transport: Transport, { subscribers, events }: FanOut): Promise<Delivered> {
  const { url } = server.process;
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  let lastArrival = performance.now();
  const clients = await openClients({
    url,
    transport,
    count: subscribers,
    topic: "posts/*",
    onEvents(numbers) {
      lastArrival = performance.now();
      for (const number of numbers) latencies.push(lastArrival - (sentAt.get(number) ?? Number.NaN));
    },
  });
  const started = performance.now();
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < events) {
      const number = next++;
      sentAt.set(String(number), performance.now());
      await createPost(url, "posts", number);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  const expected = subscribers * events;
  while (latencies.length < expected && performance.now() - lastArrival < QUIET_MS) await Bun.sleep(5);
  clients.close();
  const perSecond = Math.round((latencies.length / (lastArrival - started)) * 1000);
  const [p50, p99] = percentiles(latencies);
  return { perSecond, p50, p99, missing: expected - latencies.length };
}

async function idleConnections(server: FreshServer, transport: Transport, count: number): Promise<string> {
  const { url, child } = server.process;
  const before = await memoryKiB(child.pid);
  const started = performance.now();
  const processes = [];
  for (let from = 0; from < count; from += CLIENTS_OF_PROCESS) {
    processes.push(
      await clientProcess([url, transport, String(Math.min(CLIENTS_OF_PROCESS, count - from)), "posts/*"]),
    );
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  await Bun.sleep(3000);
  const each = (((await memoryKiB(child.pid)) - before) / count).toFixed(1);
  for (const process of processes) await process.close();
  await Bun.sleep(5000);
  // A little work lets the collector notice what has gone.
  for (let number = 0; number < 200; number++) await createPost(url, "quiet", number);
  const after = Math.round(((await memoryKiB(child.pid)) - before) / 1024);
  return `${transport}: ${count} idle subscribers: ${each} KiB each, connected in ${seconds} s; ${after} MiB more than before when all are gone`;
}

async function memoryKiB(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]);
}
