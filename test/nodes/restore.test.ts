// A backup that one of three nodes restores takes the place of what all of them serve.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import PocketBase, { type RecordSubscription } from "pocketbase";
import { TestEventSource } from "../support/event-source.ts";
import { Nodes } from "../support/nodes.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const LIMIT_MS = 120_000;
setDefaultTimeout(LIMIT_MS);
const SUPERUSER = { BAOBOX_SUPERUSER_EMAIL: "root@example.com", BAOBOX_SUPERUSER_PASSWORD: "1234567890" };
const opened = new AsyncDisposableStack();
let nodes: Nodes;
let admin: PocketBase;

beforeAll(async () => {
  Object.assign(globalThis, { EventSource: TestEventSource });
  const folder = opened.use(new TemporaryDirectory());
  const postgres = opened.use(await PostgresServer.start());
  const options = { dir: join(folder.path, "pb_data"), database: await postgres.createDatabase() };
  nodes = opened.use(await Nodes.start({ ...options, env: { ...process.env, ...SUPERUSER } }));
  admin = client();
  await admin.collection("_superusers").authWithPassword("root@example.com", "1234567890");
  const rules = { listRule: "", viewRule: "", createRule: "" };
  await admin.collections.create({ name: "posts", type: "base", fields: [{ name: "title", type: "text" }], ...rules });
  await admin.collection("posts").create({ title: "kept" });
  await admin.backups.create("all.zip");
}, LIMIT_MS);

afterAll(async () => {
  await opened.disposeAsync();
}, LIMIT_MS);

function client(url = nodes.url): PocketBase {
  return new PocketBase(url).autoCancellation(false);
}

test(
  "all nodes serve the restored data, say 503 meanwhile, and hear of one another again",
  async () => {
    await admin.collection("posts").create({ title: "lost" });
    await admin.collections.create({ name: "lost", type: "base", fields: [] });
    await admin.backups.restore("all.zip");
    await Promise.all(nodes.servers.map(({ url }) => restored(url)));
    for (const { url } of nodes.servers) {
      const answer = await fetch(`${url}/api/collections/lost/records`);
      expect([url, answer.status]).toEqual([url, 404]);
    }
    const heard: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const { url } of nodes.servers) {
      await client(url)
        .collection("posts")
        .subscribe("*", ({ record }: RecordSubscription) => {
          heard.push(record["title"] as string);
          if (heard.length === 3 * nodes.servers.length) resolve();
        });
    }
    for (const { url } of nodes.servers) await client(url).collection("posts").create({ title: "after" });
    await promise;
    expect(new Set(heard)).toEqual(new Set(["after"]));
    for (const server of nodes.servers) expect(await server.output()).not.toContain("ERROR");
  },
  LIMIT_MS,
);

test(
  "a node that does not let go of the database keeps the others from restoring, and all go on with what they had",
  async () => {
    await admin.collection("posts").create({ title: "stays" });
    const silent = nodes.server(2);
    silent.child.kill("SIGSTOP");
    try {
      const restoring = client(nodes.urlOf(0));
      restoring.authStore.save(admin.authStore.token, null);
      await restoring.backups.restore("all.zip");
      await nodes.server(0).says("another node did not let go of the database");
      await nodes.server(0).says("the server runs with the data from before the restart");
    } finally {
      silent.child.kill("SIGCONT");
    }
    for (const { url } of nodes.servers) {
      while (!(await titles(url)).includes("stays")) await Bun.sleep(50);
    }
  },
  LIMIT_MS,
);

/** Until the node answers with the data of the backup. In between it refuses requests by a 503, or is about to listen. */
async function restored(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/api/collections/posts/records`).catch(() => null);
    if (response?.status === 503) expect(response.headers.get("retry-after")).toBe("1");
    else if (response !== null) expect(response.status).toBe(200);
    if (response?.status === 200 && !(await response.text()).includes("lost")) return;
    await Bun.sleep(20);
  }
}

async function titles(url: string): Promise<string[]> {
  const response = await fetch(`${url}/api/collections/posts/records`).catch(() => null);
  if (response?.status !== 200) return [];
  const { items } = (await response.json()) as { items: { title: string }[] };
  return items.map(({ title }) => title);
}
