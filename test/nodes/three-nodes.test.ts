// Three nodes on one database and one bucket, each request at a random one.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { SQL } from "bun";
import PocketBase, { type RecordSubscription } from "pocketbase";
import type { OverviewNode } from "../../src/features/overview/list-nodes.ts";
import { SocketClient } from "../features/realtime/socket-client.ts";
import { TestEventSource } from "../support/event-source.ts";
import { Nodes } from "../support/nodes.ts";
import { PostgresServer } from "../support/postgres-server.ts";
import { TemporaryDirectory } from "../support/server-process.ts";

const LIMIT_MS = 90_000;
setDefaultTimeout(LIMIT_MS);
const SUPERUSER = { BAOBOX_SUPERUSER_EMAIL: "root@example.com", BAOBOX_SUPERUSER_PASSWORD: "1234567890" };
const opened = new AsyncDisposableStack();
let postgres: PostgresServer;
let nodes: Nodes;
let admin: PocketBase;

beforeAll(async () => {
  Object.assign(globalThis, { EventSource: TestEventSource });
  const folder = opened.use(new TemporaryDirectory());
  postgres = opened.use(await PostgresServer.start());
  const dir = join(folder.path, "pb_data");
  const database = await postgres.createDatabase();
  const migrations = join(folder.path, "migrations");
  await Bun.write(join(migrations, "1_counted.js"), MIGRATION);
  const args = ["--migrationsDir", migrations];
  nodes = opened.use(await Nodes.start({ dir, database, args, env: { ...process.env, ...SUPERUSER } }));
  admin = client();
  await admin.collection("_superusers").authWithPassword("root@example.com", "1234567890");
}, LIMIT_MS);

afterAll(async () => {
  await opened.disposeAsync();
}, LIMIT_MS);

function client(url = nodes.url): PocketBase {
  return new PocketBase(url).autoCancellation(false);
}

const MIGRATION = `migrate((app) => {
  const collection = new Collection({ type: "base", name: "migrated", fields: [{ name: "n", type: "number" }] });
  app.save(collection);
  const record = new Record(collection);
  record.set("n", 1);
  app.save(record);
});`;

test("nodes that start together make the first superuser and apply migrations once", async () => {
  const outputs = await Promise.all(nodes.servers.map((server) => server.output()));
  expect(outputs.filter((output) => output.includes("Created the superuser root@example.com"))).toHaveLength(1);
  expect(outputs.filter((output) => output.includes("Applied the migration 1_counted.js"))).toHaveLength(1);
  expect((await admin.collection("migrated").getFullList()).map(({ n }) => n as number)).toEqual([1]);
  expect(outputs.join("")).not.toContain("failed");
});

test("each node tells of all of them, and that one leads", async () => {
  const names = ["node-1", "node-2", "node-3"];
  for (const { url } of nodes.servers) {
    const ask = (path: string): Promise<Response> =>
      fetch(url + path, { headers: { authorization: admin.authStore.token } });
    const look = async () => (await (await ask("/api/overview")).json()) as { nodes: OverviewNode[] };
    let overview = await look();
    // One that has just started is listed by the others when they have looked, at once after it greeted them.
    while (overview.nodes.length < names.length) {
      await Bun.sleep(50);
      overview = await look();
    }
    expect(overview.nodes.map(({ name, state }) => [name, state])).toEqual(names.map((name) => [name, "ready"]));
    expect(overview.nodes.filter(({ isLeader }) => isLeader)).toHaveLength(1);
    for (const { lagMs, requests } of overview.nodes) expect([lagMs, requests]).not.toContain(null);
    const lines = (await (await ask("/api/metrics")).text())
      .split("\n")
      .filter((line) => line.startsWith("baobox_node_"));
    expect(lines.filter((line) => line.startsWith("baobox_node_leader{"))).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith("baobox_node_lag_seconds{"))).toHaveLength(3);
  }
});

test("a collection that one node makes is there at all at once, and so is a record", async () => {
  for (let round = 0; round < 5; round++) {
    const name = `round${round}`;
    await admin.collections.create({ name, type: "base", fields: [{ name: "title", type: "text" }] });
    for (const { url } of nodes.servers) {
      const other = client(url);
      other.authStore.save(admin.authStore.token, null);
      const { id } = await other.collection(name).create({ title: url });
      expect(await admin.collection(name).getOne(id)).toMatchObject({ title: url });
    }
  }
});

test("clients of all nodes hear of what is written at any, in one order", async () => {
  const fields = [{ name: "n", type: "number" }];
  await admin.collections.create({ name: "numbers", type: "base", fields, listRule: "", viewRule: "", createRule: "" });
  const clients = nodes.servers.map(({ url }) => client(url));
  const heard = clients.map((): number[] => []);
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const count = 60;
  for (const [index, one] of clients.entries()) {
    await one.collection("numbers").subscribe("*", ({ record }: RecordSubscription) => {
      heard[index]?.push(record["n"] as number);
      if (heard.every(({ length }) => length === count)) resolve();
    });
  }
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      client()
        .collection("numbers")
        .create({ n: n + 1 }),
    ),
  );
  await all;
  expect(heard[0]?.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n + 1));
  expect(heard[1]).toEqual(heard[0] ?? []);
  expect(heard[2]).toEqual(heard[0] ?? []);
  for (const one of clients) await one.collection("numbers").unsubscribe();
});

test("who hops between nodes reads what was written just before, also where nodes answer from what they keep", async () => {
  const fields = [{ name: "n", type: "number" }];
  await admin.collections.create({ name: "counted", type: "base", fields, listRule: "", createRule: "" });
  const url = `${nodes.url}/api/collections/counted/records`;
  for (let count = 1; count <= 100; count++) {
    await client().collection("counted").create({ n: count });
    const page = (await (await fetch(`${url}?perPage=1&sort=-n`)).json()) as {
      totalItems: number;
      items: { n: number }[];
    };
    expect([page.totalItems, page.items[0]?.n]).toEqual([count, count]);
  }
});

test("settings that one node stores hold at the others at once", async () => {
  for (const appName of ["one", "two", "three"]) {
    await admin.settings.update({ meta: { appName } });
    for (const { url } of nodes.servers) {
      const other = client(url);
      other.authStore.save(admin.authStore.token, null);
      expect((await other.settings.getAll())["meta"]).toMatchObject({ appName });
    }
  }
});

test("nobody hears of a record under a rule that was replaced before it was written", async () => {
  const fields = [{ name: "title", type: "text" }];
  await admin.collections.create({ name: "secrets", type: "base", fields, listRule: "", createRule: "" });
  const clients = nodes.servers.map(({ url }) => client(url));
  const heard: string[] = [];
  let resolve: () => void = () => undefined;
  for (const one of clients) {
    await one.collection("secrets").subscribe("*", ({ record }: RecordSubscription) => {
      heard.push(record["title"] as string);
      resolve();
    });
  }
  for (let round = 0; round < 10; round++) {
    await admin.collections.update("secrets", { listRule: null });
    await client().collection("secrets").create({ title: "hidden" });
    await admin.collections.update("secrets", { listRule: "" });
    await client().collection("secrets").create({ title: "shown" });
    while (heard.length < 3 * (round + 1)) await new Promise<void>((done) => (resolve = done));
  }
  expect(new Set(heard)).toEqual(new Set(["shown"]));
  for (const one of clients) await one.collection("secrets").unsubscribe();
});

test("collections are changed under load, and no request fails", async () => {
  const [title, rank] = [
    { name: "title", type: "text" },
    { name: "rank", type: "number" },
  ];
  const rules = { listRule: "", viewRule: "", createRule: "", updateRule: "", deleteRule: "" };
  const { id: collectionId } = await admin.collections.create({
    name: "changing",
    type: "base",
    fields: [title, rank],
    ...rules,
  });
  const url = `${nodes.url}/api/collections/changing/records`;
  const failures: string[] = [];
  let [requests, isOver] = [0, false];
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await response.text();
    requests += 1;
    if (!response.ok) failures.push(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  };
  const load = async (): Promise<void> => {
    while (!isOver) {
      const { id } = (await ask("POST", "", { rank: 1 })) as { id: string };
      await ask("GET", `?filter=${encodeURIComponent("rank > 0")}&sort=-rank&perPage=5`);
      await ask("PATCH", `/${id}`, { rank: 2 });
      await ask("GET", `/${id}`);
      await ask("DELETE", `/${id}`);
    }
  };
  const loads = Array.from({ length: 8 }, () => load());
  for (let round = 0; round < 8; round++) {
    const { fields } = await admin.collections.getOne(collectionId);
    const renamed = fields.map((field) =>
      field["name"] === "rank" || field["name"] === "id" ? field : { ...field, name: `title${round}` },
    );
    await admin.collections.update(collectionId, { fields: [...renamed, { name: `extra${round}`, type: "number" }] });
    await admin.collections.update(collectionId, { fields: renamed });
  }
  isOver = true;
  await Promise.all(loads);
  expect(failures).toEqual([]);
  expect(requests).toBeGreaterThan(100);
});

test("a client goes on at a node that was started after the events that it missed", async () => {
  const fields = [{ name: "title", type: "text" }];
  await admin.collections.create({ name: "news", type: "base", fields, listRule: "", createRule: "" });
  const first = await SocketClient.connect(nodes.urlOf(0));
  await first.request({ type: "subscribe", topic: "news/*" });
  await client().collection("news").create({ title: "seen" });
  const { seq } = await first.nextOf("event");
  const { epoch } = first.connected;
  first[Symbol.dispose]();
  for (const title of ["one", "two", "three"]) await client().collection("news").create({ title });
  await nodes.server(1).kill();
  await nodes.boot(1);
  using second = await SocketClient.connect(nodes.urlOf(1));
  second.send({ type: "resume", epoch, seq, topics: ["news/*"], channels: [] });
  const missed: unknown[] = [];
  for (let message = await second.next(); ; message = await second.next()) {
    if (message.type === "event") missed.push((message.data as { record: { title: string } }).record.title);
    if (message.type !== "resumed") continue;
    expect(message.isComplete).toBe(true);
    break;
  }
  expect(missed).toEqual(["one", "two", "three"]);
  await client(nodes.urlOf(2)).collection("news").create({ title: "new" });
  expect((await second.nextRecord()).record["title"]).toBe("new");
});

test("where events were lost, as with a database from a backup, clients begin anew and hear all from then on", async () => {
  const fields = [{ name: "title", type: "text" }];
  await admin.collections.create({ name: "begun", type: "base", fields, listRule: "", createRule: "" });
  const before = await SocketClient.connect(nodes.urlOf(0));
  await using sql = new SQL(nodes.database, { max: 1 });
  await sql.unsafe("UPDATE bb.meta SET value = gen_random_uuid() WHERE key = 'epoch'");
  await before.closed;
  using after = await SocketClient.connect(nodes.urlOf(0));
  expect(after.connected.epoch).not.toBe(before.connected.epoch);
  await after.request({ type: "subscribe", topic: "begun/*" });
  await client(nodes.urlOf(1)).collection("begun").create({ title: "first" });
  expect((await after.nextRecord()).record["title"]).toBe("first");
  const { epoch, seq } = before.connected;
  after.send({ type: "resume", epoch, seq, topics: ["begun/*"], channels: [] });
  expect(await after.nextOf("resumed")).toMatchObject({ isComplete: false });
});
