/**
 * What the realtime API does, over the event stream and the WebSocket: fan-out, a writer's own latency beside many subscribers,
 * and the memory of idle connections. `bun test/bench/realtime.ts [--idle 10000] [--only fan-out|latency|idle]`
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import PocketBase from "pocketbase";
import { FreshServer } from "../support/fresh-server.ts";
import { openClients } from "./realtime-clients.ts";
import type { Transport } from "./realtime-clients.ts";

const { values: options } = parseArgs({
  options: { idle: { type: "string", default: "10000" }, only: { type: "string", default: "" } },
});

const BODY = { description: "Lorem ipsum dolor sit amet, consectetur adipiscing elit. ".repeat(4) };
const WRITERS = 8;
const QUIET_MS = 10_000;
/** A process of clients may have so many files open. */
const CLIENTS_OF_PROCESS = 5000;

for (const transport of ["sse", "ws"] as const) {
  if (wants("fan-out")) {
    for (const [subscribers, events] of [
      [100, 500],
      [1000, 100],
    ] as const) {
      await onServer((server) => fanOut(server, { transport, subscribers, events }));
    }
  }
  if (wants("latency")) await onServer((server) => writerLatency(server, transport));
  if (wants("idle")) await onServer((server) => idleConnections(server, transport, Number(options.idle)));
}

function wants(part: string): boolean {
  return options.only === "" || options.only === part;
}

async function onServer(measure: (server: FreshServer) => Promise<string>): Promise<void> {
  await using server = await FreshServer.start();
  const admin = await server.admin();
  const fields = ["title", "description"].map((name) => ({ name, type: "text" }));
  await admin.collections.create({ name: "posts", type: "base", fields, listRule: "", viewRule: "", createRule: "" });
  console.log(await measure(server));
}

interface FanOut {
  readonly transport: Transport;
  readonly subscribers: number;
  readonly events: number;
}

/** As ../shared/bench/realtime.ts measures it: 8 writers, and the time from sending a create to a subscriber having read it. */
async function fanOut(server: FreshServer, { transport, subscribers, events }: FanOut): Promise<string> {
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
      await createPost(url, number);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  const expected = subscribers * events;
  while (latencies.length < expected && performance.now() - lastArrival < QUIET_MS) await Bun.sleep(5);
  clients.close();
  const perSecond = Math.round((latencies.length / (lastArrival - started)) * 1000);
  const [p50, p99] = percentiles(latencies);
  const missing = expected - latencies.length;
  return `${transport}: ${subscribers} subscribers x ${events} creates: ${perSecond} messages/s, p50 ${p50} ms, p99 ${p99} ms, ${missing} missing`;
}

/** Creates 50 times a second and as fast as they are answered, without subscribers and with 1000 in another process. */
async function writerLatency(server: FreshServer, transport: Transport): Promise<string> {
  const { url } = server.process;
  await measureWriter(url, 500);
  const measure = async () => [await measureWriter(url, 200, 20), await measureWriter(url, 500)] as const;
  const alone = await measure();
  const clients = await clientProcess([url, transport, "1000", "posts/*"]);
  const beside = await measure();
  await clients.close();
  const row = (name: string, index: 0 | 1): string => {
    const [[p50, p99], [p50Beside, p99Beside]] = [alone[index], beside[index]];
    return `${transport}: a writer, ${name}: alone p50 ${p50} ms, p99 ${p99} ms; beside 1000 subscribers p50 ${p50Beside} ms, p99 ${p99Beside} ms`;
  };
  return `${row("50 a second", 0)}\n${row("without a pause", 1)}`;
}

async function measureWriter(url: string, count: number, pauseMs = 0): Promise<[number, number]> {
  const times: number[] = [];
  for (let number = 0; number < count; number++) {
    if (pauseMs > 0) await Bun.sleep(pauseMs);
    const started = performance.now();
    await createPost(url, number);
    times.push(performance.now() - started);
  }
  return percentiles(times);
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
  await measureWriter(url, 200);
  const after = Math.round(((await memoryKiB(child.pid)) - before) / 1024);
  return `${transport}: ${count} idle subscribers: ${each} KiB each, connected in ${seconds} s; ${after} MiB more than before when all are gone`;
}

async function clientProcess(args: readonly string[]): Promise<{ close(): Promise<void> }> {
  const file = join(import.meta.dir, "realtime-clients.ts");
  const child = Bun.spawn([process.execPath, file, ...args], { stdout: "pipe", stderr: "inherit" });
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  if (done) throw new Error("the clients did not connect");
  return {
    async close() {
      child.kill();
      await child.exited;
    },
  };
}

async function createPost(url: string, number: number): Promise<void> {
  const client = new PocketBase(url).autoCancellation(false);
  await client.collection("posts").create({ ...BODY, title: `rt-${number}` });
}

async function memoryKiB(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]);
}

function percentiles(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2));
  return [at(0.5), at(0.99)];
}
