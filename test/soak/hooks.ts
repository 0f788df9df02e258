/**
 * Clients that create and delete records and ask routes on a server with many hook files, each of which has a handler around the
 * request and one after it, a route and a job: `bun test/soak/hooks.ts [--seconds 600] [--files 20] [--clients 4] [--logs false]`. What is created
 * is deleted, so that the records stay as many as they are. Prints each minute what the memory is of, the size of the databases and
 * the number of threads. Fails where an answer is wrong, or where the last third of the time needed a tenth more memory of the
 * process's own than the second.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cpuMs } from "../support/cpu-time.ts";
import { described, memoryOf } from "../support/memory-kinds.ts";
import { FreshServer } from "../support/fresh-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    files: { type: "string", default: "20" },
    clients: { type: "string", default: "4" },
    logs: { type: "string", default: "true" },
  },
});
const SECONDS = Number(values.seconds);
const FILES = Number(values.files);
const CLIENTS = Number(values.clients);
const MAX_GROWTH = 1.1;

/** In one file only. What is deleted takes its trace with it, so that the database does not grow. */
const ONLY_FIRST = `
onRecordAfterDeleteSuccess((e) => {
  e.next();
  $app.delete($app.findFirstRecordByData("audit", "text", e.record.get("title")));
}, "articles");
routerAdd("GET", "/soak/jobs", (e) => e.string(200, String($app.store().get("jobs") || 0)));`;

using folder = new TemporaryDirectory();
const hooksDir = join(folder.path, "pb_hooks");
mkdirSync(hooksDir);
for (let index = 0; index < FILES; index++) writeFileSync(join(hooksDir, `soak-${index}.pb.js`), hookFile(index));

await using server = await FreshServer.start();
const admin = await server.admin();
await admin.collections.create({
  name: "articles",
  type: "base",
  createRule: "",
  deleteRule: "",
  fields: [
    { name: "title", type: "text" },
    { name: "visits", type: "number" },
  ],
});
await admin.collections.create({ name: "audit", type: "base", fields: [{ name: "text", type: "text" }] });
// Logs are kept for days: the database of logs grows with each request, and what SQLite keeps of it up to its limits.
if (values.logs === "false") await admin.settings.update({ logs: { maxDays: 0 } });
await server.restart(["--hooksDir", hooksDir]);

const { child, url } = server.process;
const startedMs = performance.now();
const endMs = startedMs + SECONDS * 1000;
const problems: string[] = [];
let requests = 0;

const clients = Array.from({ length: CLIENTS }, (_, index) => work(index));
const samples: number[] = [];
console.log(`at the start: ${described(memoryOf(child.pid))}, ${databaseSizes()}`);
for (let minute = 1; performance.now() < endMs; minute++) {
  const untilMs = Math.min(startedMs + minute * 60_000, endMs);
  while (performance.now() < untilMs) {
    await Bun.sleep(Math.min(2000, Math.max(0, untilMs - performance.now())));
    samples.push(memoryOf(child.pid).total);
  }
  console.log(
    `${minute} min: ${requests} requests, ${described(memoryOf(child.pid))}, ${databaseSizes()}, ` +
      `${status("Threads")} threads, ${problems.length} problems`,
  );
}
await Promise.all(clients);

const third = Math.floor(samples.length / 3);
const [before, last] = [mean(samples.slice(third, 2 * third)), mean(samples.slice(2 * third))];
const jobs = Number(await (await fetch(`${url}/soak/jobs`)).text());
console.log(`memory: ${before.toFixed(0)} MiB in the second third of the time, ${last.toFixed(0)} MiB in the last`);
console.log(`highest: ${(status("VmHWM") / 1024).toFixed(0)} MiB; jobs run: ${jobs}`);
console.log(`CPU: ${((cpuMs(child.pid) * 1000) / requests).toFixed(0)} µs a request`);
if (last > before * MAX_GROWTH) problems.push("the memory grew");
for (const problem of problems.slice(0, 20)) console.log(`PROBLEM ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

function hookFile(index: number): string {
  const audit = `$app.save(new Record($app.findCollectionByNameOrId("audit"), { text: e.record.get("title") }));`;
  return `onRecordCreateRequest((e) => {
  e.record.set("visits", e.record.getInt("visits") + 1);
  e.next();
}, "articles");
onRecordAfterCreateSuccess((e) => {
  ${index === 0 ? audit : ""}
  e.next();
}, "articles");
routerAdd("GET", "/soak/${index}", (e) => e.json(200, { file: ${index}, at: new DateTime().string() }));
cronAdd("soak-${index}", "* * * * *", () => {
  $app.store().setFunc("jobs", (old) => (old || 0) + 1);
});
${index === 0 ? ONLY_FIRST : ""}
`;
}

async function work(client: number): Promise<void> {
  for (let turn = 0; performance.now() < endMs; turn++) {
    const created = await fetch(`${url}/api/collections/articles/records`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title: `article ${client}-${turn}` }),
    });
    const record = (await created.json()) as { id?: string; visits?: number };
    if (record.visits !== FILES) problems.push(`a create answered ${created.status} with ${JSON.stringify(record)}`);
    const deleted = await fetch(`${url}/api/collections/articles/records/${record.id}`, { method: "DELETE" });
    if (deleted.status !== 204) problems.push(`a delete answered ${deleted.status}`);
    const file = turn % FILES;
    const answer = await fetch(`${url}/soak/${file}`);
    const { file: told } = (await answer.json()) as { file?: number };
    if (told !== file) problems.push(`the route of file ${file} answered ${answer.status}`);
    requests += 3;
  }
}

/** A number of what the system says of the server's process; KiB for memory. */
function status(name: string): number {
  const text = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1]);
}

function databaseSizes(): string {
  const sizes = ["data.db", "auxiliary.db"].map(
    (name) => `${name} ${(Bun.file(join(server.dir, name)).size / 1024 ** 2).toFixed(0)} MiB`,
  );
  return sizes.join(", ");
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / Math.max(1, numbers.length);
}
