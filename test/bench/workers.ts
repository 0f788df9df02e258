/**
 * What several workers gain: `bun test/bench/workers.ts [--workers 2] [--connections 8] [--seconds 5] [--rounds 5] [--records 20000]
 * [--only view,create]`. Needs wrk and Linux. One worker and several serve copies of the same records and are asked in turns, and so are
 * as many servers of one worker each, on data of their own: these show what the machine's cores cost each other where nothing is
 * shared. The first round warms all up and does not count; figures are medians of the others.
 * Each row says requests a second, CPU a request (of all processes), p99, the most requests that the cores could answer beside wrk:
 * cores / (CPU a request of one worker + that of wrk), and what the machine did: how long its cores were idle, how often a worker lost its
 * core to another process, and what others used. Fails where reads are less than 1.5 times those of one worker, CPU a read is more
 * than 1.15 times, or writes are slower. On a busy machine only the CPU means something.
 *
 * Where wrk runs on the workers' cores, 1.5 may be out of reach: a worker that is alone keeps its core, while of two each loses it to wrk
 * every few requests.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { childPids, cpuTicks, idleTicks, preemptions } from "../support/worker-pids.ts";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "2" },
    connections: { type: "string", default: "8" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "5" },
    records: { type: "string", default: "20000" },
    only: { type: "string" },
  },
});
const WORKERS = Number(values.workers);
const RECORDS = Number(values.records);
const AUTHORS = 1_000;
const BATCH = 500;
const TICK_US = 10_000;
const SECOND_US = 1_000_000;
const LEAST_READS = 1.5;
const MOST_CPU = 1.15;
/** Of the median; below it the difference is noise. */
const LEAST_WRITES = 0.97;
const CORES = cpus().length;

interface Sample {
  readonly perSecond: number;
  readonly cpuUs: number;
  /** Of the load generator. */
  readonly wrkUs: number;
  readonly p99Ms: number;
  /** Of the busiest process. */
  readonly share: number;
  /** Of the cores' time. */
  readonly idle: number;
  /** How many cores other processes used. */
  readonly others: number;
  /** How often a process of the server lost its core to another one, a request. */
  readonly lost: number;
}

using folder = new TemporaryDirectory();
const posts = "/api/collections/posts/records";
const scripts: Record<string, string> = {
  view: script("view", get(`"${posts}/" .. ids[math.random(#ids)]`)),
  list: script("list", get(`"${posts}?perPage=20&skipTotal=1&page=" .. math.random(200)`)),
  list100: script("list100", get(`"${posts}?perPage=100&skipTotal=1&page=" .. math.random(150)`)),
  expand: script("expand", get(`"${posts}?perPage=30&skipTotal=1&expand=author&page=" .. math.random(500)`)),
  filter: script("filter", get(`"${posts}?perPage=20&skipTotal=1&filter=number%3E" .. math.random(15000)`)),
  create: script(
    "create",
    `wrk.method = "POST"; wrk.path = "${posts}"; wrk.headers["Content-Type"] = "application/json"
     wrk.body = '{"title":"A post by wrk","number":7}'`,
  ),
};
const names = values.only?.split(",") ?? Object.keys(scripts);
const apart = await Promise.all(Array.from({ length: WORKERS }, () => prepare(1)));
const subjects = [[await prepare(1)], [await prepare(WORKERS)], apart] as const;
const failures: string[] = [];
for (const name of names) await compare(name, scripts[name] ?? "");
for (const servers of subjects) for (const { process } of servers) await process.stop();
for (const failure of failures) console.log(`MISSED ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);

async function compare(name: string, file: string): Promise<void> {
  const samples: Sample[][] = subjects.map(() => []);
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [index, servers] of subjects.entries()) {
      const sample = await load(servers, file);
      if (round > 0) samples[index]?.push(sample);
    }
  }
  const [one, several, separate] = samples.map(median) as [Sample, Sample, Sample];
  const [gain, cost] = [several.perSecond / one.perSecond, several.cpuUs / one.cpuUs];
  const most = (CORES * SECOND_US) / (one.cpuUs + one.wrkUs);
  console.log(
    `${name.padEnd(8)} 1 worker ${show(one)}   ${WORKERS} workers ${show(several)}, ` +
      `${Math.round(several.share * 100)} % in the busiest   requests x ${gain.toFixed(2)}, CPU x ${cost.toFixed(2)}\n` +
      `${" ".repeat(8)} ${WORKERS} servers apart ${show(separate)}   requests x ${(separate.perSecond / one.perSecond).toFixed(2)}, ` +
      `CPU x ${(separate.cpuUs / one.cpuUs).toFixed(2)}   wrk ${Math.round(one.wrkUs)} µs   ` +
      `the cores' limit is ${Math.round(most)}/s, x ${(most / one.perSecond).toFixed(2)}\n` +
      `${" ".repeat(8)} the machine with 1 worker: ${showMachine(one)}   with ${WORKERS}: ${showMachine(several)}`,
  );
  if (name === "create") check(`${name}: writes x ${gain.toFixed(2)}`, gain >= LEAST_WRITES);
  else {
    check(`${name}: reads x ${gain.toFixed(2)}`, gain >= LEAST_READS);
    check(`${name}: CPU x ${cost.toFixed(2)}`, cost <= MOST_CPU);
  }
}

function check(what: string, isMet: boolean): void {
  if (!isMet) failures.push(what);
}

/** A server with posts whose ids are 000000000000001 and so on. */
async function prepare(workers: number): Promise<FreshServer> {
  const server = await FreshServer.start();
  const admin = await server.admin();
  await admin.settings.update({ batch: { enabled: true, maxRequests: BATCH } });
  const open = { type: "base", listRule: "", viewRule: "", createRule: "" };
  const authors = await admin.collections.create({
    name: "authors",
    ...open,
    fields: [{ name: "name", type: "text" }],
  });
  const fields = [
    { name: "title", type: "text" },
    { name: "number", type: "number" },
    { name: "author", type: "relation", collectionId: authors.id },
  ];
  await admin.collections.create({ name: "posts", ...open, fields });
  const seed = async (collection: string, count: number, row: (index: number) => object): Promise<void> => {
    for (let made = 0; made < count; made += BATCH) {
      const batch = admin.createBatch();
      for (let index = made; index < Math.min(count, made + BATCH); index++)
        batch.collection(collection).create({ id: idOf(index), ...row(index) });
      await batch.send();
    }
  };
  await seed("authors", AUTHORS, (index) => ({ name: `Author ${index}` }));
  const post = (index: number): object => ({
    title: `The post number ${index}`,
    number: index,
    author: idOf((index * 7) % AUTHORS),
  });
  await seed("posts", RECORDS, post);
  await server.restart(["--workers", String(workers), "--pluginsDir", ""]);
  while (workers > 1 && childPids(server.process.child.pid).length < workers) await Bun.sleep(10);
  await Bun.sleep(1000);
  return server;
}

function idOf(index: number): string {
  return String(index + 1).padStart(15, "0");
}

function get(path: string): string {
  return `request = function() return wrk.format("GET", ${path}) end`;
}

function script(name: string, text: string): string {
  const file = join(folder.path, `${name}.lua`);
  const ids = `ids = {}; for index = 1, ${RECORDS} do ids[index] = string.format("%015d", index) end; math.randomseed(os.time())`;
  const report = `done = function(summary, latency) io.write(string.format("p99 is %d us\\n", latency:percentile(99))) end`;
  writeFileSync(file, `${ids}\n${text}\n${report}\n`);
  return file;
}

/** All connections together are as many, whatever the number of servers. */
async function load(servers: readonly FreshServer[], file: string): Promise<Sample> {
  const pids = servers.flatMap(({ process }) => [process.child.pid, ...childPids(process.child.pid)]);
  const before = pids.map(cpuTicks);
  const lostBefore = pids.map(preemptions);
  const [idleBeforeUs, startedAt] = [idleTicks() * TICK_US, performance.now()];
  const connections = Number(values.connections) / servers.length;
  const runs = await Promise.all(
    servers.map(async ({ process }) => {
      const args = ["-t1", `-c${connections}`, `-d${values.seconds}s`, "-s", file, process.url];
      const wrk = Bun.spawn(["wrk", ...args], { stdout: "pipe" });
      const output = await new Response(wrk.stdout).text();
      await wrk.exited;
      return { ...readOutput(output), wrkUs: Number(wrk.resourceUsage()?.cpuTime.total ?? 0) };
    }),
  );
  const ticks = pids.map((each, index) => cpuTicks(each) - (before[index] ?? 0));
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const [requests, total] = [sum(runs.map((run) => run.requests)), sum(ticks)];
  const elapsedUs = (performance.now() - startedAt) * 1000;
  const idleUs = idleTicks() * TICK_US - idleBeforeUs;
  const wrkUs = sum(runs.map((run) => run.wrkUs));
  return {
    perSecond: sum(runs.map((run) => run.perSecond)),
    cpuUs: (total * TICK_US) / requests,
    wrkUs: wrkUs / requests,
    p99Ms: Math.max(...runs.map((run) => run.p99Ms)),
    share: Math.max(...ticks) / total,
    idle: idleUs / (CORES * elapsedUs),
    others: CORES - (idleUs + total * TICK_US + wrkUs) / elapsedUs,
    lost: sum(pids.map((each, index) => preemptions(each) - (lostBefore[index] ?? 0))) / requests,
  };
}

function readOutput(output: string): { requests: number; perSecond: number; p99Ms: number } {
  const requests = Number(/(\d+) requests in/.exec(output)?.[1]);
  const failed = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(output)?.[0];
  if (failed !== undefined || !(requests > 0)) throw new Error(`wrk failed: ${failed ?? output}`);
  const perSecond = Number(/Requests\/sec:\s*([\d.]+)/.exec(output)?.[1]);
  return { requests, perSecond, p99Ms: Number(/p99 is (\d+) us/.exec(output)?.[1]) / 1000 };
}

function median(samples: readonly Sample[]): Sample {
  const middle = (of: (sample: Sample) => number): number =>
    samples.map(of).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    cpuUs: middle(({ cpuUs }) => cpuUs),
    wrkUs: middle(({ wrkUs }) => wrkUs),
    p99Ms: middle(({ p99Ms }) => p99Ms),
    share: middle(({ share }) => share),
    idle: middle(({ idle }) => idle),
    others: middle(({ others }) => others),
    lost: middle(({ lost }) => lost),
  };
}

function show({ perSecond, cpuUs, p99Ms }: Sample): string {
  return `${Math.round(perSecond)}/s ${Math.round(cpuUs)} µs p99 ${p99Ms.toFixed(1)} ms`;
}

function showMachine({ idle, lost, others, wrkUs }: Sample): string {
  const idlePercent = Math.round(idle * 100);
  return `idle ${idlePercent} %, a core lost ${lost.toFixed(2)} times a request, wrk ${wrkUs.toFixed(1)} µs, others ${others.toFixed(2)} cores`;
}
