import { afterAll, beforeAll, expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import type { Row } from "../../../src/database/engine.ts";
import { SnapshotFilter } from "../../../src/features/realtime/socket/snapshot-filter.ts";
import type { RecordChange } from "../../../src/model/protocol/realtime-events.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
  await server.createCollection("posts", "title != 'hidden'");
});
afterAll(() => server[Symbol.asyncDispose]());

test("the matching records come first, then the changes", async () => {
  await server.createRecord("posts", { title: "hidden" });
  const old = await server.createRecord("posts", { title: "old" });
  using client = await SocketClient.connect(server.url);
  expect(await client.request({ type: "subscribe", topic: "posts/*", snapshot: {} })).toEqual({
    type: "snapshot",
    id: 1,
    topic: "posts/*",
    records: [expect.objectContaining({ id: old.id, title: "old" })],
    isComplete: true,
  });
  await server.createRecord("posts", { title: "new" });
  expect(await client.nextRecord()).toMatchObject({ action: "create", record: { title: "new" } });
  using second = await SocketClient.connect(server.url);
  const limited = { type: "subscribe", topic: `posts/${old.id}`, snapshot: { limit: 1 } } as const;
  expect(await second.request(limited)).toMatchObject({ type: "snapshot", records: [{ id: old.id }] });
});

test("snapshots of what may not be listed are refused as in the API, and leave no subscription", async () => {
  await server.createCollection("locked", null);
  using client = await SocketClient.connect(server.url);
  const ask = (topic: string) => client.request({ type: "subscribe", topic, snapshot: {} });
  expect(await ask("locked/*")).toMatchObject({ type: "error", status: 403 });
  expect(await ask("missing/*")).toMatchObject({ type: "error", status: 404 });
  expect(await ask('posts/*?options={"query":{"filter":"bad ="}}')).toMatchObject({ type: "error", status: 400 });
  await server.createRecord("posts", { title: "unheard" });
  expect(await client.request({ type: "ping" })).toMatchObject({ type: "pong" });
});

test("while records change, snapshot and events together miss nothing and double nothing", async () => {
  await server.createCollection("busy", "");
  const write = async (lane: number): Promise<void> => {
    for (let index = 0; index < 30; index++) {
      const { id } = await server.createRecord("busy", { title: `${lane}-${index}` });
      if (index % 3 === 0)
        await server.api("PATCH", `collections/busy/records/${id}`, { body: { title: `${lane}-${index}u` } });
      if (index % 5 === 0) await server.api("DELETE", `collections/busy/records/${id}`);
    }
  };
  const writing = Promise.all([write(1), write(2), write(3)]);
  const readers = Array.from({ length: 8 }, async () => {
    using client = await SocketClient.connect(server.url);
    client.send({ type: "subscribe", topic: "busy/*", snapshot: { limit: 1000 } });
    const snapshot = await client.nextOf("snapshot");
    const state = new Map(snapshot.records.map((record) => [String(record["id"]), record["title"]]));
    await writing;
    await server.createRecord("busy", { title: "end" });
    const ends = new Set<unknown>();
    while (ends.size < 8) {
      const { action, record } = await client.nextRecord();
      const id = String(record["id"]);
      if (record["title"] === "end") ends.add(id);
      if (action === "create") expect(state.has(id)).toBe(false);
      else expect(state.has(id)).toBe(true);
      if (action === "delete") state.delete(id);
      else state.set(id, record["title"]);
    }
    return state;
  });
  const states = await Promise.all(readers);
  const { items } = await server.api<{ items: { id: string; title: string }[] }>(
    "GET",
    "collections/busy/records?perPage=500",
  );
  const stored = new Map(items.map(({ id, title }) => [id, title]));
  for (const state of states) expect(Object.fromEntries(state)).toEqual(Object.fromEntries(stored));
});

const change = (action: RecordChange["action"], row: Row): RecordChange => ({
  collectionId: "c",
  recordId: String(row["id"]),
  action,
  row,
});

test("changes up to what the snapshot shows are left out, later ones are not", () => {
  const filter = new SnapshotFilter([{ id: "a", n: 2, flag: 1 }], true);
  const kept = [
    change("update", { id: "a", n: 1, flag: true }),
    change("create", { id: "b", n: 1 }),
    change("update", { n: 2, id: "a", flag: true }),
    change("update", { id: "a", n: 3, flag: true }),
    change("create", { id: "gone", n: 1 }),
    change("delete", { id: "gone", n: 1 }),
  ];
  expect(filter.reconcile(kept, (item) => item)).toEqual(kept.filter((_, index) => index === 1 || index === 3));
});

test("late changes that the snapshot shows already are dropped one by one", () => {
  const filter = new SnapshotFilter([{ id: "a", n: 2 }], true);
  expect(filter.accepts(change("create", { id: "a", n: 1 }))).toBe(false);
  expect(filter.accepts(change("update", { id: "a", n: 2 }))).toBe(false);
  expect(filter.accepts(change("delete", { id: "x" }))).toBe(false);
  expect(filter.accepts(change("update", { id: "a", n: 3 }))).toBe(true);
  expect(filter.accepts(change("update", { id: "a", n: 2 }))).toBe(true);
  expect(filter.accepts(change("delete", { id: "a", n: 2 }))).toBe(true);
});

test("an incomplete snapshot says nothing of records that it lacks", () => {
  const filter = new SnapshotFilter([], false);
  expect(filter.accepts(change("delete", { id: "x" }))).toBe(true);
});

insideTest("a snapshot of more than 16 MiB is refused by a message that names the limit", async () => {
  await server.createCollection("large", "");
  for (let index = 0; index < 5; index += 1) await server.createRecord("large", { title: "x" });
  await server.context.database.run('UPDATE "large" SET title = ?', ["x".repeat(4_000_000)]);
  using client = await SocketClient.connect(server.url);
  expect(await client.request({ type: "subscribe", topic: "large/*", snapshot: {} })).toMatchObject({
    type: "error",
    status: 400,
    message: "The rows of an answer must not be larger than 16,777,216 bytes: ask for fewer.",
  });
  expect(await client.request({ type: "subscribe", topic: "large/*", snapshot: { limit: 3 } })).toMatchObject({
    type: "snapshot",
    isComplete: false,
  });
});
