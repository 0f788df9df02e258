/**
 * Sends requests made to hold a server up, each alone, and prints how long another client's `view` waited meanwhile at most,
 * how much of that wait the event loop's thread computed, the server's CPU time and its peak memory.
 * `bun test/bench/hostile.ts [--only part-of-a-name]`
 */
import { parseArgs } from "node:util";
import { FreshServer } from "../support/fresh-server.ts";
import { hostileRequests, prepareVictims } from "./hostile-requests.ts";
import type { Hostile } from "./hostile-shape.ts";

const { values: options } = parseArgs({ options: { only: { type: "string", default: "" } } });

/** A request that is not answered by then is given up. */
const GIVE_UP_MS = 60_000;
const WATCHER = new URL("hostile-watcher.ts", import.meta.url).pathname;

interface Watched {
  readonly waitMs: number;
  readonly busyMs: number;
  readonly views: number;
}

await using server = await FreshServer.start();
const victims = await prepareVictims(await server.admin());

console.log("| request | answer | longest wait of `view` | of it computing | CPU | peak memory |");
console.log("|---|---|---|---|---|---|");
for (const hostile of hostileRequests(victims)) {
  if (!hostile.name.includes(options.only)) continue;
  await server.restart();
  console.log(await attack(hostile));
}

async function attack({ name, send }: Hostile): Promise<string> {
  const { url, child } = server.process;
  const view = `${url}/api/collections/victims/records/${victims.viewId}`;
  await fetch(view);
  const watcher = Bun.spawn([process.execPath, WATCHER, view, String(child.pid)], { stdin: "pipe", stdout: "pipe" });
  const output = watcher.stdout.getReader();
  await output.read();
  const before = await cpuMs(child.pid);
  const answer = await Promise.race([answerOf(() => send(url)), Bun.sleep(GIVE_UP_MS).then(() => "none in 60 s")]);
  const cpu = (await cpuMs(child.pid)) - before;
  await watcher.stdin.end();
  const finished = Promise.race([output.read(), Bun.sleep(GIVE_UP_MS)]);
  const report = (await finished)?.value;
  watcher.kill();
  const watched = report === undefined ? null : (JSON.parse(new TextDecoder().decode(report)) as Watched);
  const wait =
    watched === null ? "over 60 s | ?" : `${Math.round(watched.waitMs)} ms | ${Math.round(watched.busyMs)} ms`;
  return `| ${name} | ${answer} | ${wait} | ${Math.round(cpu)} ms | ${await peakMebibytes(child.pid)} MiB |`;
}

async function answerOf(send: () => Promise<string>): Promise<string> {
  try {
    return await send();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What all threads of the process have computed so far. */
async function cpuMs(pid: number): Promise<number> {
  const stat = await Bun.file(`/proc/${pid}/stat`).text();
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function peakMebibytes(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text();
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
