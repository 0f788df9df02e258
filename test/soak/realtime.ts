/**
 * Clients of both transports that connect, subscribe, read and leave at random while records change. Each checks that it gets what
 * its rule shows it, once and in order, and nothing else. `bun test/soak/realtime.ts [--seconds 300] [--clients 2000] [--rate 100] [--overload 0]`
 * With `--overload` the server gets a tenth of its time for so many seconds in the middle, as on a machine that does other things.
 */
import { parseArgs } from "node:util";
import { FreshServer } from "../support/fresh-server.ts";
import { EventCheck } from "./event-check.ts";
import { openSocket, openStream } from "./readers.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    clients: { type: "string", default: "2000" },
    rate: { type: "string", default: "100" },
    overload: { type: "string", default: "0" },
  },
});
const SECONDS = Number(values.seconds);
const CLIENTS = Number(values.clients);
const CHANGES_PER_SECOND = Number(values.rate);
/** Bucket 0 is open to guests, each other one to a user of its own. */
const BUCKETS = 20;
const STAY_MS = { min: 2_000, max: 20_000 };
/** What piles up while the server has little time arrives after that. */
const ARRIVAL_LIMIT_MS = 15_000 + Number(values.overload) * 1000;

interface Bucket {
  readonly index: number;
  readonly token: string;
  begun: number;
  done: number;
  readonly alive: string[];
}

interface Totals {
  visits: number;
  events: number;
  cuts: number;
  readonly problems: string[];
}

await using server = await FreshServer.start();
const { url, child } = server.process;
const admin = await server.admin();
const buckets = await prepare();
const totals: Totals = { visits: 0, events: 0, cuts: 0, problems: [] };
const deadline = performance.now() + SECONDS * 1000;
const memory: number[] = [];
let shown = 0;

const writers = buckets.map((bucket) => write(bucket));
const visitors = Array.from({ length: CLIENTS }, (_, index) => comeAndGo(index));
const overloading = overload(Number(values.overload) * 1000);
while (performance.now() < deadline) {
  await Bun.sleep(Math.min(15_000, SECONDS * 100));
  memory.push(await memoryMiB());
  for (const problem of totals.problems.slice(shown, shown + 5)) console.log(`PROBLEM ${problem}`);
  shown = totals.problems.length;
  console.log(
    `${Math.round((deadline - performance.now()) / 1000)} s left: ${totals.visits} visits, ${totals.events} events, ` +
      `${totals.cuts} reconnects, ${totals.problems.length} problems, server ${memory.at(-1)} MiB`,
  );
}
await overloading;
await Promise.all(visitors);
await Promise.all(writers);
await Bun.sleep(3000);
const changes = buckets.reduce((sum, { done }) => sum + done, 0);
console.log(`${changes} changes, ${totals.visits} visits, ${totals.events} events checked, ${totals.cuts} reconnects`);
console.log(`server memory in MiB: ${memory.join(" ")}; ${await memoryMiB()} when all have gone`);
for (const problem of totals.problems.slice(shown, shown + 20)) console.log(`PROBLEM ${problem}`);
console.log(
  totals.problems.length === 0 ? "no missed, doubled or forbidden event" : `${totals.problems.length} problems`,
);
process.exitCode = totals.problems.length === 0 ? 0 : 1;

async function prepare(): Promise<Bucket[]> {
  const fields = [
    { name: "bucket", type: "number" },
    { name: "number", type: "number" },
    { name: "final", type: "bool" },
  ];
  const users = await admin.collections.getOne("users");
  await admin.collections.update("users", { fields: [...users["fields"], { name: "bucket", type: "number" }] });
  const rule = "bucket = 0 && @request.auth.id = '' || @request.auth.id != '' && bucket = @request.auth.bucket";
  await admin.collections.create({ name: "items", type: "base", fields, listRule: rule, viewRule: rule });
  const made: Bucket[] = [];
  for (let index = 0; index < BUCKETS; index++) {
    made.push({ index, token: index === 0 ? "" : await signUp(index), begun: 0, done: 0, alive: [] });
  }
  return made;
}

async function signUp(bucket: number): Promise<string> {
  const login = { email: `user${bucket}@example.com`, password: "1234567890" };
  await admin.collection("users").create({ ...login, passwordConfirm: login.password, bucket });
  const { token } = await server.client().collection("users").authWithPassword(login.email, login.password);
  return token;
}

/** Changes the records of a bucket one after the other, so that its numbers are in the order of the commits. */
async function write(bucket: Bucket): Promise<void> {
  const items = admin.collection("items");
  while (performance.now() < deadline) {
    await Bun.sleep((Math.random() * 2000 * BUCKETS) / CHANGES_PER_SECOND);
    bucket.begun += 1;
    const values = { bucket: bucket.index, number: bucket.begun, final: false };
    const oldest = bucket.alive[0];
    if (oldest === undefined || Math.random() < 0.5) {
      bucket.alive.push((await items.create({ ...values })).id);
    } else if (bucket.alive.length < 20 && Math.random() < 0.6) {
      await items.update(oldest, { number: bucket.begun });
    } else {
      bucket.alive.shift();
      await items.update(oldest, { number: bucket.begun, final: true });
      await items.delete(oldest);
    }
    bucket.done = bucket.begun;
  }
}

async function overload(durationMs: number): Promise<void> {
  await Bun.sleep((SECONDS * 1000 - durationMs) / 2);
  const end = performance.now() + durationMs;
  while (performance.now() < end) {
    child.kill("SIGSTOP");
    await Bun.sleep(90);
    child.kill("SIGCONT");
    await Bun.sleep(10);
  }
}

async function comeAndGo(index: number): Promise<void> {
  await Bun.sleep(Math.random() * 5000);
  while (performance.now() < deadline) {
    const bucket = buckets[Math.floor(Math.random() * BUCKETS)];
    if (bucket !== undefined) await visit(bucket, index % 2 === 0 ? openStream : openSocket);
  }
}

async function visit(bucket: Bucket, open: typeof openStream): Promise<void> {
  const check = new EventCheck(bucket.index);
  try {
    const reader = await open({ url, token: bucket.token, check, lastBegun: () => bucket.begun });
    const stay = STAY_MS.min + Math.random() * (STAY_MS.max - STAY_MS.min);
    const isCut = open === openSocket && Math.random() < 0.3;
    await Bun.sleep(stay / 2);
    if (isCut) {
      totals.cuts += 1;
      reader.cut();
    }
    await Bun.sleep(stay / 2);
    const upTo = bucket.done;
    const isComplete = await Promise.race([
      check.until(upTo).then(() => true),
      Bun.sleep(ARRIVAL_LIMIT_MS).then(() => false),
    ]);
    if (!isComplete) check.problems.push(`missed: ${check.missing(upTo)}`);
    reader.close();
  } catch (error) {
    check.problems.push(String(error));
  }
  totals.visits += 1;
  totals.events += check.events;
  totals.problems.push(...check.problems.map((problem) => `${open.name}: ${problem}`));
}

async function memoryMiB(): Promise<number> {
  const status = await Bun.file(`/proc/${child.pid}/status`).text();
  return Math.round(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024);
}
