import { availableParallelism } from "node:os";
import PocketBase from "pocketbase";
import type { ServerProcess } from "../support/server-process.ts";
import { clientProcess } from "./realtime-clients.ts";
import type { Transport } from "./realtime-clients.ts";

const DESCRIPTION = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. ".repeat(4);
const SUBSCRIBERS = 1000;
const BLOCKS = 15;
/** After a block all has been delivered. */
const REST_MS = 100;

/**
 * How long a writer waits for its answer, with 1000 subscribers to what it writes and with none. Blocks of both take turns on
 * one server, so that whatever else the machine does concerns both alike. First all processes share the cores; then the
 * server has one to itself and the subscribers run on the other when the writer does not, as if they were on other machines.
 */
export async function writerLatency({ url, child }: ServerProcess, transport: Transport): Promise<string> {
  const clients = await clientProcess([url, transport, String(SUBSCRIBERS), "posts/*"]);
  await measureBlocks(url, { count: 50, pauseMs: 0 });
  const rows = await measureWriters(url, `${transport}, shared cores`);
  if (separate(child.pid, clients.pid))
    rows.push(...(await measureWriters(url, `${transport}, the server's own core`)));
  await clients.close();
  run(["taskset", "-acp", `0-${availableParallelism() - 1}`, String(process.pid)]);
  return rows.join("\n");
}

async function measureWriters(url: string, name: string): Promise<string[]> {
  return [
    row(`${name}: a writer, 50 a second`, await measureBlocks(url, { count: 20, pauseMs: 20 })),
    row(`${name}: a writer, without a pause`, await measureBlocks(url, { count: 100, pauseMs: 0 })),
  ];
}

/** False where the tools for it (util-linux) are missing. */
function separate(server: number, subscribers: number): boolean {
  return [
    ["taskset", "-acp", "0", String(server)],
    ["taskset", "-acp", "1", String(process.pid)],
    ["taskset", "-acp", "1", String(subscribers)],
    ["chrt", "--all-tasks", "--idle", "--pid", "0", String(subscribers)],
  ].every((command) => run(command));
}

function run(command: string[]): boolean {
  return Bun.which(command[0] ?? "") !== null && Bun.spawnSync(command).success;
}

/** Of each block. */
interface Times {
  readonly alone: number[][];
  readonly beside: number[][];
}

interface BlockOptions {
  readonly count: number;
  readonly pauseMs: number;
}

async function measureBlocks(url: string, { count, pauseMs }: BlockOptions): Promise<Times> {
  const times: Times = { alone: [], beside: [] };
  for (let block = 0; block < 2 * BLOCKS; block++) {
    const isAlone = block % 2 === 0;
    const took: number[] = [];
    for (let number = 0; number < count; number++) {
      if (pauseMs > 0) await Bun.sleep(pauseMs);
      const started = performance.now();
      await createPost(url, isAlone ? "quiet" : "posts", number);
      took.push(performance.now() - started);
    }
    (isAlone ? times.alone : times.beside).push(took);
    await Bun.sleep(REST_MS);
  }
  return times;
}

function row(name: string, { alone, beside }: Times): string {
  const [before, after] = [figures(alone), figures(beside)];
  const texts = Object.entries(before).map(([figure, ms]) => {
    const besideMs = after[figure as keyof typeof after];
    return `${figure} ${ms} ms alone, ${besideMs} ms beside ${SUBSCRIBERS} subscribers (${(besideMs / ms).toFixed(1)} times)`;
  });
  return `${name}: ${texts.join("; ")}`;
}

/** Other work on the machine shows in the p99 of all, but hardly in the median of what was slowest in each block. */
function figures(blocks: readonly number[][]) {
  const [p50, p99] = percentiles(blocks.flat());
  const [slowest] = percentiles(blocks.map((took) => Math.max(...took)));
  return { p50, p99, "slowest of a block": slowest };
}

export async function createPost(url: string, collection: string, number: number): Promise<void> {
  const client = new PocketBase(url).autoCancellation(false);
  await client.collection(collection).create({ title: `rt-${number}`, description: DESCRIPTION });
}

export function percentiles(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2));
  return [at(0.5), at(0.99)];
}
