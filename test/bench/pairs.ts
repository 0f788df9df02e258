// Compares what a request costs on two source trees (or executables, such as PocketBase's) that run beside each other:
//
//   bun test/bench/pairs.ts --a ../base --b . [--only "view|create"] [--rounds 30] [--requests 1000] [--posts 20000] [--users 1000]
//
// Counted is the CPU time of the servers for a fixed number of requests, in rounds that take turns: other work on the machine
// changes it little: the figures are lower quartiles, because what disturbs only adds. A ratio above 1 means that b needs less. With --hot
// the same 50 ids come again and again, else no id comes twice before all have come. With --logs requests are logged, as they are by default.
import { parseArgs } from "node:util";
import { Subject, microsecondsBetween, postBody, seed } from "./pairs-subject.ts";
import type { Seeded } from "./pairs-subject.ts";
import { rawText, sendAll } from "./raw-client.ts";
import type { RawRequest } from "./raw-client.ts";

const { values: options } = parseArgs({
  options: {
    a: { type: "string", default: "." },
    b: { type: "string", default: "." },
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "30" },
    requests: { type: "string", default: "1000" },
    connections: { type: "string", default: "32" },
    posts: { type: "string", default: "20000" },
    users: { type: "string", default: "500" },
    hot: { type: "boolean", default: false },
    logs: { type: "boolean", default: false },
  },
});

const HOT_IDS = 50;
const POSTS = "/api/collections/posts/records";
const PAGE = `${POSTS}?perPage=20&skipTotal=1`;

interface Scenario {
  readonly name: string;
  /** Of the requests that the others make. */
  readonly share?: number;
  readonly posts?: Readonly<Record<string, unknown>>;
  readonly request: (index: number, seeded: Seeded) => RawRequest;
}

const post = (index: number, { postIds }: Seeded): string => at(postIds, index);
/** A high offset costs more than the page. */
const pages = Math.max(1, Math.min(25, Math.floor(Number(options.posts) / 20)));
const pageOf = (index: number): number => 1 + (index % (options.hot ? 5 : pages));

const SCENARIOS: readonly Scenario[] = [
  { name: "health", request: () => ({ method: "GET", path: "/api/health" }) },
  { name: "view", request: (index, seeded) => ({ method: "GET", path: `${POSTS}/${post(index, seeded)}` }) },
  {
    name: "view, auth rule",
    posts: { viewRule: "@request.auth.id != '' && public = true" },
    request: (index, seeded) => ({
      method: "GET",
      path: `${POSTS}/${post(index, seeded)}`,
      token: at(seeded.userTokens, index),
    }),
  },
  { name: "list", share: 0.3, request: () => ({ method: "GET", path: `${POSTS}?perPage=20` }) },
  {
    name: "list, skipTotal",
    share: 0.3,
    request: (index) => ({ method: "GET", path: `${PAGE}&page=${pageOf(index)}` }),
  },
  {
    name: "list, expand author",
    share: 0.2,
    request: (index) => ({ method: "GET", path: `${PAGE}&page=${pageOf(index)}&expand=author` }),
  },
  {
    name: "list, expand author.permissions",
    share: 0.1,
    request: (index) => ({
      method: "GET",
      path: `${PAGE}&page=${pageOf(index)}&expand=author.permissions,author.organization`,
    }),
  },
  {
    name: "auth refresh",
    request: (index, { userTokens }) => ({
      method: "POST",
      path: "/api/collections/users/auth-refresh",
      token: at(userTokens, index),
    }),
  },
  {
    name: "create",
    share: 0.5,
    request: (index, { userIds }) => ({
      method: "POST",
      path: POSTS,
      body: JSON.stringify(postBody(index, at(userIds, index))),
    }),
  },
  {
    name: "create, auth rule",
    share: 0.5,
    posts: { createRule: "@request.auth.id != '' && @request.body.public:isset = true" },
    request: (index, { userIds, userTokens }) => ({
      method: "POST",
      path: POSTS,
      token: at(userTokens, index),
      body: JSON.stringify(postBody(index, at(userIds, index))),
    }),
  },
  {
    name: "update",
    share: 0.5,
    request: (index, seeded) => ({
      method: "PATCH",
      path: `${POSTS}/${post(index, seeded)}`,
      body: `{"title":"changed ${Math.random()}"}`,
    }),
  },
  {
    name: "batch of 50 creates",
    share: 0.02,
    request: (index, { userIds, superuserToken }) => ({
      method: "POST",
      path: "/api/batch",
      token: superuserToken,
      body: JSON.stringify({
        requests: Array.from({ length: 50 }, () => ({
          method: "POST",
          url: POSTS,
          body: postBody(index, at(userIds, index)),
        })),
      }),
    }),
  },
];

/** Requests of different numbers get different ones as long as there are some. */
function at(list: readonly string[], index: number): string {
  return list[index % (options.hot ? Math.min(HOT_IDS, list.length) : list.length)] ?? "";
}

interface Side {
  readonly subject: Subject;
  readonly seeded: Seeded;
  next: number;
}

/** CPU microseconds a request. */
async function measure(side: Side, scenario: Scenario, count: number): Promise<number> {
  const { subject, seeded } = side;
  const start = side.next;
  side.next += count;
  const texts = Array.from({ length: count }, (_, index) => rawText(scenario.request(start + index, seeded)));
  const before = subject.cpuByThread();
  const connections = Math.min(Number(options.connections), count);
  await sendAll({ port: subject.port, connections, count, request: (index) => texts[index] ?? "" });
  return microsecondsBetween(before, subject.cpuByThread()) / count;
}

async function compare(scenario: Scenario, a: Side, b: Side): Promise<void> {
  const count = Math.ceil(Number(options.requests) * (scenario.share ?? 1));
  const rules = { listRule: "", viewRule: "", createRule: "", updateRule: "", ...scenario.posts };
  for (const { subject, seeded } of [a, b])
    await subject.call("PATCH", "/api/collections/posts", { token: seeded.superuserToken, body: rules });
  for (const side of [a, b, a, b]) await measure(side, scenario, count);
  const rounds: { a: number; b: number }[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const cost = { a: 0, b: 0 };
    for (const key of round % 2 === 0 ? (["a", "b"] as const) : (["b", "a"] as const))
      cost[key] = await measure(key === "a" ? a : b, scenario, count);
    rounds.push(cost);
  }
  const costs = {
    a: quantile(
      rounds.map((cost) => cost.a),
      0.25,
    ),
    b: quantile(
      rounds.map((cost) => cost.b),
      0.25,
    ),
  };
  const pairs = rounds.map((cost) => cost.a / cost.b);
  const columns = [
    scenario.name.padEnd(32),
    `a ${costs.a.toFixed(1)} us`.padEnd(14),
    `b ${costs.b.toFixed(1)} us`.padEnd(14),
    `a/b ${(costs.a / costs.b).toFixed(3)}`,
    `median of pairs ${quantile(pairs, 0.5).toFixed(3)}`,
  ];
  console.log(columns.join(" "));
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((x, y) => x - y);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

async function open(name: string, path: string): Promise<Side & AsyncDisposable> {
  const subject = await Subject.start(name, path);
  const seeded = await seed(subject, { posts: Number(options.posts), users: Number(options.users) });
  const settings = { logs: { maxDays: 5 } };
  if (options.logs) await subject.call("PATCH", "/api/settings", { token: seeded.superuserToken, body: settings });
  return { subject, seeded, next: 0, [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose]() };
}

await using a = await open("a", options.a);
await using b = await open("b", options.b);
const only = new RegExp(options.only);
for (const scenario of SCENARIOS) if (only.test(scenario.name)) await compare(scenario, a, b);
console.log(`memory: a ${a.subject.memoryMebibytes().toFixed(0)} MiB, b ${b.subject.memoryMebibytes().toFixed(0)} MiB`);
