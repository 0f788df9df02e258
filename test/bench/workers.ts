/**
 * What several workers gain: `bun test/bench/workers.ts [--workers 2] [--connections 8] [--seconds 5] [--rounds 5] [--records 20000]`. Needs
 * wrk and Linux. One worker and several serve copies of the same records and are asked in turns; the figures are medians. Each row
 * says requests a second, CPU a request (of all processes) and how the load was spread. Fails where reads are less than 1.5 times those
 * of one worker, CPU a read is more than 1.15 times, or writes are slower. On a busy machine only the CPU means something.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { childPids, cpuTicks } from "../support/worker-pids.ts";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "2" },
    connections: { type: "string", default: "8" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "5" },
    records: { type: "string", default: "20000" },
  },
});
const WORKERS = Number(values.workers);
const RECORDS = Number(values.records);
const BATCH = 500;
const TICK_US = 10_000;
const LEAST_READS = 1.5;
const MOST_CPU = 1.15;
/** Of the median; below it the difference is noise. */
const LEAST_WRITES = 0.97;

interface Sample {
  readonly perSecond: number;
  readonly cpuUs: number;
  /** Of the busiest process. */
  readonly share: number;
}

using folder = new TemporaryDirectory();
const scripts = {
  view: script(
    "view",
    'request = function() return wrk.format("GET", "/api/collections/posts/records/" .. ids[math.random(#ids)]) end',
  ),
  list: script(
    "list",
    'request = function() return wrk.format("GET", "/api/collections/posts/records?perPage=20&skipTotal=1&page=" .. math.random(200)) end',
  ),
  create: script(
    "create",
    `wrk.method = "POST"; wrk.path = "/api/collections/posts/records"; wrk.headers["Content-Type"] = "application/json"
     wrk.body = '{"title":"A post by wrk","number":7}'`,
  ),
};
const subjects = [await prepare(1), await prepare(WORKERS)] as const;
const failures: string[] = [];
for (const [name, file] of Object.entries(scripts)) {
  const samples: Sample[][] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [index, { process }] of subjects.entries())
      samples[index]?.push(await load(process.url, process.child.pid, file));
  }
  const [one, several] = [median(samples[0] ?? []), median(samples[1] ?? [])];
  const [gain, cost] = [several.perSecond / one.perSecond, several.cpuUs / one.cpuUs];
  console.log(
    `${name.padEnd(6)} 1 worker ${show(one)}   ${WORKERS} workers ${show(several)}, ` +
      `${Math.round(several.share * 100)} % in the busiest   requests x ${gain.toFixed(2)}, CPU x ${cost.toFixed(2)}`,
  );
  if (name === "create") check(`${name}: writes`, gain >= LEAST_WRITES);
  else {
    check(`${name}: reads x ${gain.toFixed(2)}`, gain >= LEAST_READS);
    check(`${name}: CPU x ${cost.toFixed(2)}`, cost <= MOST_CPU);
  }
}
for (const { process } of subjects) await process.stop();
for (const failure of failures) console.log(`MISSED ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);

function check(what: string, isMet: boolean): void {
  if (!isMet) failures.push(what);
}

/** A server with posts whose ids are 000000000000001 and so on. */
async function prepare(workers: number): Promise<FreshServer> {
  const server = await FreshServer.start();
  const admin = await server.admin();
  await admin.settings.update({ batch: { enabled: true, maxRequests: BATCH } });
  const fields = [
    { name: "title", type: "text" },
    { name: "number", type: "number" },
  ];
  await admin.collections.create({ name: "posts", type: "base", listRule: "", viewRule: "", createRule: "", fields });
  for (let made = 0; made < RECORDS; made += BATCH) {
    const batch = admin.createBatch();
    for (let index = made; index < Math.min(RECORDS, made + BATCH); index++) {
      batch.collection("posts").create({ id: idOf(index), title: `The post number ${index}`, number: index });
    }
    await batch.send();
  }
  await server.restart(["--workers", String(workers), "--pluginsDir", ""]);
  while (workers > 1 && childPids(server.process.child.pid).length < workers) await Bun.sleep(10);
  await Bun.sleep(1000);
  return server;
}

function idOf(index: number): string {
  return String(index + 1).padStart(15, "0");
}

function script(name: string, text: string): string {
  const file = join(folder.path, `${name}.lua`);
  const ids = `ids = {}; for index = 1, ${RECORDS} do ids[index] = string.format("%015d", index) end; math.randomseed(os.time())`;
  writeFileSync(file, `${ids}\n${text}\n`);
  return file;
}

async function load(url: string, pid: number, file: string): Promise<Sample> {
  const pids = [pid, ...childPids(pid)];
  const before = pids.map(cpuTicks);
  const args = ["-t1", `-c${values.connections}`, `-d${values.seconds}s`, "-s", file, url];
  const output = await new Response(Bun.spawn(["wrk", ...args]).stdout).text();
  const ticks = pids.map((each, index) => cpuTicks(each) - (before[index] ?? 0));
  const requests = Number(/(\d+) requests in/.exec(output)?.[1]);
  const failed = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(output)?.[0];
  if (failed !== undefined || !(requests > 0)) throw new Error(`wrk failed: ${failed ?? output}`);
  const total = ticks.reduce((sum, each) => sum + each, 0);
  return {
    perSecond: Number(/Requests\/sec:\s*([\d.]+)/.exec(output)?.[1]),
    cpuUs: (total * TICK_US) / requests,
    share: Math.max(...ticks) / total,
  };
}

function median(samples: readonly Sample[]): Sample {
  const middle = (of: (sample: Sample) => number): number =>
    samples.map(of).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    cpuUs: middle(({ cpuUs }) => cpuUs),
    share: middle(({ share }) => share),
  };
}

function show({ perSecond, cpuUs }: Sample): string {
  return `${Math.round(perSecond)}/s ${Math.round(cpuUs)} µs`;
}
