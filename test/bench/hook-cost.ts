// What three hooks of a plugin that do nothing cost a request: bun test/bench/hook-cost.ts
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const REQUESTS = 500;
const CLIENTS = 4;
const ROUNDS = 60;
const WARM_UP = 10;

const COLLECTION = {
  name: "articles",
  type: "base",
  createRule: "",
  fields: [
    { name: "title", type: "text", required: true, max: 200 },
    { name: "views", type: "number" },
    { name: "public", type: "bool" },
    { name: "created", type: "autodate", onCreate: true },
    { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
  ],
};

const PLUGIN = `import { definePlugin } from "baobox";
export default definePlugin((app) => {
  app.onRecordCreateRequest("articles", (e) => e.next());
  app.onRecordCreate("articles", async (e) => { await e.next(); });
  app.onRecordAfterCreateSuccess("articles", async (e) => { await e.next(); });
});`;

/** What a create costs: the server's CPU time, which other work on the machine hardly changes, and the time until the answer. */
interface Cost {
  readonly cpu: number;
  readonly elapsed: number;
}

async function start(plugins: Readonly<Record<string, string>>, folder: string): Promise<FreshServer> {
  mkdirSync(join(folder, "plugins"), { recursive: true });
  for (const [name, text] of Object.entries(plugins)) writeFileSync(join(folder, "plugins", name), text);
  const server = await FreshServer.start({ cwd: folder });
  await (await server.admin()).collections.create(COLLECTION);
  return server;
}

async function measure({ process: { url, child } }: FreshServer): Promise<Cost> {
  const [cpuBefore, startedMs] = [cpuMicroseconds(child.pid), performance.now()];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < REQUESTS) {
      const answer = await fetch(`${url}/api/collections/articles/records`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"title":"post ${next++}","views":1}`,
      });
      if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const elapsed = ((performance.now() - startedMs) * 1000) / REQUESTS;
  return { cpu: (cpuMicroseconds(child.pid) - cpuBefore) / REQUESTS, elapsed };
}

/** What all threads of a process used. */
function cpuMicroseconds(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1000;
}

interface Round {
  readonly without: Cost;
  readonly withHooks: Cost;
}

/** Asks the one server, twice the other, and the one again, so that what drifts falls on both alike. */
async function measureRound(index: number, plain: FreshServer, hooked: FreshServer): Promise<Round> {
  const [first, second] = index % 2 === 0 ? [plain, hooked] : [hooked, plain];
  const outer = [await measure(first)];
  const inner = [await measure(second), await measure(second)];
  outer.push(await measure(first));
  const [without, withHooks] = first === plain ? [outer, inner] : [inner, outer];
  return { without: mean(without), withHooks: mean(withHooks) };
}

function mean(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost): number => costs.reduce((sum, cost) => sum + cost[key], 0) / costs.length;
  return { cpu: of("cpu"), elapsed: of("elapsed") };
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

/** The quartiles of a normal distribution lie 1.35 deviations apart, and a median errs by 1.25 times as much as a mean. */
function report(rounds: readonly Round[], key: keyof Cost): string {
  const percents = rounds.map(({ without, withHooks }) => (withHooks[key] / without[key] - 1) * 100);
  const [low, middle, high] = [quantile(percents, 0.25), quantile(percents, 0.5), quantile(percents, 0.75)];
  const error = (1.25 * (high - low)) / 1.35 / Math.sqrt(rounds.length);
  const without = quantile(
    rounds.map((round) => round.without[key]),
    0.5,
  );
  const spread = `half of ${rounds.length} rounds ${low.toFixed(1)} to ${high.toFixed(1)} %`;
  return `${without.toFixed(1)} µs, three no-op hooks ${middle.toFixed(1)} % more (± ${error.toFixed(1)}, ${spread})`;
}

using folders = new TemporaryDirectory();
await using plain = await start({}, join(folders.path, "plain"));
await using hooked = await start({ "noop.ts": PLUGIN }, join(folders.path, "hooked"));
const rounds: Round[] = [];
for (let index = 0; index < WARM_UP + ROUNDS; index++) {
  const round = await measureRound(index, plain, hooked);
  if (index >= WARM_UP) rounds.push(round);
}
console.log(`CPU time of the server for a create: ${report(rounds, "cpu")}`);
console.log(`time for a create with ${CLIENTS} clients: ${report(rounds, "elapsed")}`);
