// What the data API does in one transaction, and what hooks that do nothing cost a request: bun test/bench/data-api.ts
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import "../../src/plugin.ts";
import { createAppApi } from "../../src/plugins/bound-app.ts";
import { TemporaryDirectory } from "../support/server-process.ts";
import { testApp, type TestApp } from "../support/test-app.ts";

const CREATES = 60_000;
/** Short rounds in turn, so that what else the machine does falls on both alike. */
const REQUESTS = 200;
const ROUNDS = 150;
const WARM_UP = 20;

const COLLECTION = {
  name: "articles",
  type: "base",
  createRule: "",
  viewRule: "",
  fields: [
    { name: "title", type: "text", required: true, max: 200 },
    { name: "views", type: "number" },
    { name: "public", type: "bool" },
    { name: "created", type: "autodate", onCreate: true },
    { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
  ],
};

const NO_OP = `app.onRecordCreateRequest("articles", (e) => e.next());
  app.onRecordCreate("articles", async (e) => { await e.next(); });
  app.onRecordAfterCreateSuccess("articles", async (e) => { await e.next(); });`;

async function withApp(body: string, work: (app: TestApp) => Promise<void>): Promise<void> {
  using directory = new TemporaryDirectory();
  const folder = join(directory.path, "plugins");
  mkdirSync(folder);
  if (body !== "") {
    const text = `import { definePlugin } from "baobox";\nexport default definePlugin((app) => {\n${body}\n});`;
    writeFileSync(join(folder, "noop.ts"), text);
  }
  await using app = await testApp({ plugins: { folder, watches: false, hookTimeoutMs: 15_000, builtIn: [] } });
  await createAppApi(app.context).collections.create(COLLECTION);
  await work(app);
}

async function benchCreates(app: TestApp): Promise<void> {
  const api = createAppApi(app.context);
  for (let round = 0; round < 3; round++) {
    const startedMs = performance.now();
    await api.transaction(async (tx) => {
      for (let index = 0; index < CREATES; index++) {
        await tx.records.create("articles", { title: `post ${index}`, views: index, public: true });
      }
    });
    const seconds = (performance.now() - startedMs) / 1000;
    console.log(`creates in one transaction: ${Math.round(CREATES / seconds)} a second`);
  }
}

/** CPU microseconds a request. */
async function cpuOf(app: TestApp): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < REQUESTS; index++) {
    const { status } = await app.server.request(
      new Request("http://localhost/api/collections/articles/records", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"title":"post ${index}","views":1}`,
      }),
    );
    if (status !== 200) throw new Error(`answered ${status}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}

await withApp("", benchCreates);
await withApp("", (plain) =>
  withApp(NO_OP, async (hooked) => {
    const [without, withHooks]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      const [one, other] = [await cpuOf(plain), await cpuOf(hooked)];
      if (round < WARM_UP) continue;
      without.push(one);
      withHooks.push(other);
    }
    const [before, after] = [median(without), median(withHooks)];
    console.log(`a create: ${before.toFixed(1)} µs, with three no-op hooks ${after.toFixed(1)} µs`);
    console.log(`three no-op hooks cost ${((after / before - 1) * 100).toFixed(1)} %`);
  }),
);

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
