// What the data API does in one transaction: bun test/bench/data-api.ts
import { createAppApi } from "../../src/plugins/bound-app.ts";
import { testApp } from "../support/test-app.ts";

const CREATES = 60_000;
const ROUNDS = 5;

await using app = await testApp();
const api = createAppApi(app.context);
await api.collections.create({
  name: "articles",
  type: "base",
  fields: [
    { name: "title", type: "text", required: true, max: 200 },
    { name: "views", type: "number" },
    { name: "public", type: "bool" },
    { name: "created", type: "autodate", onCreate: true },
    { name: "updated", type: "autodate", onCreate: true, onUpdate: true },
  ],
});
for (let round = 0; round < ROUNDS; round++) {
  const [startedMs, usage] = [performance.now(), process.cpuUsage()];
  await api.transaction(async (tx) => {
    for (let index = 0; index < CREATES; index++) {
      await tx.records.create("articles", { title: `post ${index}`, views: index, public: true });
    }
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(usage);
  const cpu = ((user + system) / CREATES).toFixed(1);
  console.log(`creates in one transaction: ${Math.round(CREATES / seconds)} a second, ${cpu} µs of CPU time each`);
}
