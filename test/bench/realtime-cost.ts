import type { FreshServer } from "../support/fresh-server.ts";
import { clientProcess } from "./realtime-clients.ts";
import type { Transport } from "./realtime-clients.ts";
import { createPost } from "./realtime-writer.ts";

interface FanOut {
  readonly subscribers: number;
  readonly events: number;
}

const ROUNDS = 4;
const WRITERS = 8;

/**
 * What a message costs the server: its CPU time, which other work on the machine hardly changes, and how many a second leave
 * when the readers, in a process of their own, do nothing but count. The transports take turns on one server.
 */
export async function fanOutCost(server: FreshServer, fanOut: FanOut): Promise<string> {
  const lines: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const transport of ["sse", "ws"] as const) lines.push(await measure(server, transport, fanOut));
  }
  return lines.join("\n");
}

async function measure(server: FreshServer, transport: Transport, { subscribers, events }: FanOut): Promise<string> {
  const { url, child } = server.process;
  const expected = subscribers * events;
  const clients = await clientProcess([url, transport, String(subscribers), "posts/*", String(expected)]);
  const cpuBeforeMs = await cpuMs(child.pid);
  const started = performance.now();
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < events) await createPost(url, "posts", next++);
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  await clients.allRead;
  const perSecond = Math.round((expected / (performance.now() - started)) * 1000);
  const cpu = (((await cpuMs(child.pid)) - cpuBeforeMs) * 1000) / expected;
  await clients.close();
  return `${transport}: ${subscribers} subscribers x ${events} creates, fast readers: ${cpu.toFixed(2)} µs of the server's CPU time a message with all creates, ${perSecond} messages/s`;
}

/** What the process used in user and in system mode, all threads together; a tick is 10 ms. */
async function cpuMs(pid: number): Promise<number> {
  const [, fields = ""] = (await Bun.file(`/proc/${pid}/stat`).text()).split(") ");
  const [user, system] = fields.split(" ").slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}
