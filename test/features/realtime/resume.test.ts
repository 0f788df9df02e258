import { afterEach, beforeEach, expect, test } from "bun:test";
import type { ServerMessage } from "../../../src/lib/realtime-protocol.ts";
import { newRecord, setValues } from "../../../src/model/records/record-values.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";

let server: RealtimeServer;
beforeEach(async () => {
  server = await RealtimeServer.start({ instances: 2, hasLater: true });
  await server.createCollection("posts", "");
  await server.createCollection("ruled", "title != 'hidden'");
  await server.api("PUT", "realtime/channels", { body: { rules: [{ channel: "lobby", join: "", broadcast: "" }] } });
});
afterEach(() => server[Symbol.asyncDispose]());

type Resumed = Extract<ServerMessage, { type: "resumed" }>;

/** Everything up to the answer, without it. */
async function resume(client: SocketClient, cursor: { epoch: string; seq: number }, topics = ["posts/*"]) {
  client.send({ type: "resume", ...cursor, topics, channels: [{ channel: "lobby", state: "back" }] });
  const missed: ServerMessage[] = [];
  for (let message = await client.next(); ; message = await client.next()) {
    if (message.type === "resumed") return { missed, resumed: message as Resumed };
    missed.push(message);
  }
}

const titles = (messages: readonly ServerMessage[]): unknown[] =>
  messages.map((message) =>
    message.type === "event" ? (message.data as { record: { title: string } }).record.title : message.type,
  );

for (const instance of [0, 1]) {
  test(`what was missed comes first, then what is new: back on instance ${instance}`, async () => {
    const first = await SocketClient.connect(server.urlOf(0));
    const witness = await SocketClient.connect(server.urlOf(0));
    await witness.request({ type: "join", channel: "lobby" });
    await first.request({ type: "subscribe", topic: "posts/*" });
    await server.createRecord("posts", { title: "1" });
    const { seq } = await first.nextOf("event");
    first[Symbol.dispose]();
    await server.createRecord("posts", { title: "2" }, { instance: 1 });
    await server.createRecord("posts", { title: "3" });
    await witness.request({ type: "broadcast", channel: "lobby", event: "hello", data: 1 });
    await server.createRecord("ruled", { title: "other topic" });

    using second = await SocketClient.connect(server.urlOf(instance));
    const { missed, resumed } = await resume(second, { epoch: first.connected.epoch, seq });
    expect(titles(missed)).toEqual(["2", "3", "broadcast"]);
    expect(resumed).toMatchObject({ isComplete: true, epoch: second.connected.epoch });
    const [{ channel, members } = { channel: "", members: [] }] = resumed.channels;
    expect(channel).toBe("lobby");
    const states = members.map(({ id, state }): string => (id === witness.clientId ? "witness" : String(state)));
    expect(states).toContain("witness");
    expect(states).toContain("back");
    await server.createRecord("posts", { title: "4" });
    expect((await second.nextRecord()).record["title"]).toBe("4");
    witness[Symbol.dispose]();
  });
}

test("a client of an instance that was started later goes on at an older one", async () => {
  using witness = await SocketClient.connect(server.url);
  await witness.request({ type: "subscribe", topic: "posts/*" });
  await server.createRecord("posts", { title: "before" });
  await witness.nextOf("event");
  // What happens on channels has numbers, too.
  await witness.request({ type: "join", channel: "lobby" });
  await witness.request({ type: "leave", channel: "lobby" });
  const first = await SocketClient.connect(server.urlOf(await server.startLater()));
  const { epoch, seq } = first.connected;
  first[Symbol.dispose]();
  using second = await SocketClient.connect(server.urlOf(1));
  const { missed, resumed } = await resume(second, { epoch, seq });
  expect([missed, resumed.isComplete]).toEqual([[], true]);
});

test("events that come while a client catches up are neither lost nor doubled", async () => {
  const first = await SocketClient.connect(server.urlOf(0));
  await first.request({ type: "subscribe", topic: "ruled/*" });
  const { seq, epoch } = first.connected;
  first[Symbol.dispose]();
  let created = 0;
  const create = async (): Promise<void> => {
    while (created < 60) await server.createRecord("ruled", { title: `${created++}` }, { instance: created % 2 });
  };
  const writing = Promise.all([create(), create()]);
  await server.createRecord("ruled", { title: "before" });
  using second = await SocketClient.connect(server.urlOf(1));
  const { missed } = await resume(second, { epoch, seq }, ["ruled/*"]);
  await writing;
  await server.createRecord("ruled", { title: "end" });
  const seen = titles(missed);
  while (!seen.includes("end")) seen.push((await second.nextRecord()).record["title"]);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBe(62);
});

test("a number that is too old, or of another server, is told to load anew", async () => {
  using client = await SocketClient.connect(server.url);
  expect((await resume(client, { epoch: "unknown", seq: 1 })).resumed).toMatchObject({ isComplete: false });
  expect((await resume(client, { epoch: client.connected.epoch, seq: 1e6 })).resumed).toMatchObject({
    isComplete: false,
  });
  await server.createRecord("posts", { title: "heard all the same" });
  expect((await client.nextRecord()).record["title"]).toBe("heard all the same");
});

test("an event that was still being prepared when the client came back is not told of twice", async () => {
  const first = await SocketClient.connect(server.url);
  const { seq, epoch } = first.connected;
  first[Symbol.dispose]();
  using witness = await SocketClient.connect(server.url);
  await witness.request({ type: "subscribe", topic: "posts/*" });
  const prepared = Promise.withResolvers<void>();
  let isFirst = true;
  server.context.hooks.onRecordEnrich.bind({
    async run(event) {
      const isWaiting = isFirst && event.request.context === "realtime";
      if (isWaiting) isFirst = false;
      if (isWaiting) await prepared.promise;
      await event.next();
    },
  });
  await server.createRecord("posts", { title: "late" });
  while (isFirst) await new Promise((resolve) => setImmediate(resolve));
  using second = await SocketClient.connect(server.url);
  const { missed } = await resume(second, { epoch, seq });
  expect(titles(missed)).toEqual(["late"]);
  prepared.resolve();
  expect((await witness.nextRecord()).record["title"]).toBe("late");
  expect(await second.request({ type: "ping" })).toMatchObject({ type: "pong" });
});

test("a client that missed more than may wait for it gets all of it", async () => {
  const first = await SocketClient.connect(server.url);
  const { seq, epoch } = first.connected;
  first[Symbol.dispose]();
  const { context } = server;
  const collection = context.collections.current().find("posts");
  if (collection === undefined) throw new Error("there are no posts");
  for (let index = 0; index < 6000; index++) {
    const record = newRecord(collection);
    setValues(record, { title: `${index}` });
    await saveRecord(context, record);
  }
  using second = await SocketClient.connect(server.url);
  const { missed, resumed } = await resume(second, { epoch, seq });
  expect(resumed.isComplete).toBe(true);
  expect(titles(missed)).toEqual(Array.from({ length: 6000 }, (_, index) => `${index}`));
  await server.createRecord("posts", { title: "new" });
  expect((await second.nextRecord()).record["title"]).toBe("new");
  expect(server.warnings).toEqual([]);
}, 120_000);

test("a resume comes in parts where one message can't hold it, within the limits of a client", async () => {
  using client = await SocketClient.connect(server.url);
  const { epoch, seq } = client.connected;
  const topicsOf = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}/${index}`);
  const part = (topics: string[], channels: string[] = []) =>
    client.request({ type: "resumePart", topics, channels: channels.map((channel) => ({ channel })) });
  expect(await part(["posts/*"], ["lobby"])).toMatchObject({ type: "ok" });
  expect(await part(topicsOf(600, "a"))).toMatchObject({ type: "ok" });
  expect(await part(topicsOf(600, "b"))).toMatchObject({ type: "error", status: 400 });
  expect(await part([], topicsOf(100, "c"))).toMatchObject({ type: "error", status: 400 });
  client.send({ type: "resume", epoch, seq, topics: topicsOf(399, "b"), channels: [] });
  expect(await client.nextOf("resumed")).toMatchObject({ isComplete: true, channels: [{ channel: "lobby" }] });
  await server.createRecord("posts", { title: "of the first part" });
  expect((await client.nextRecord()).record["title"]).toBe("of the first part");
  // The parts are of that resume only.
  expect(await client.request({ type: "resume", epoch, seq, topics: topicsOf(1000, "d"), channels: [] })).toMatchObject(
    {
      type: "resumed",
      channels: [],
    },
  );
});

test("changes of records that are gone since are told of as they were", async () => {
  const first = await SocketClient.connect(server.url);
  const { seq, epoch } = first.connected;
  first[Symbol.dispose]();
  for (const title of ["seen", "hidden"]) {
    const { id } = await server.createRecord("ruled", { title });
    await server.api("DELETE", `collections/ruled/records/${id}`);
  }
  using second = await SocketClient.connect(server.url);
  const { missed, resumed } = await resume(second, { epoch, seq }, ["ruled/*"]);
  expect(resumed.isComplete).toBe(true);
  expect(missed.map((message) => message.type === "event" && message.data)).toMatchObject([
    { action: "create", record: { title: "seen" } },
    { action: "delete", record: { title: "seen" } },
  ]);
});

test("a deletion that only a related record could have told of asks to load anew", async () => {
  // While it is connected the last events are kept.
  using _witness = await SocketClient.connect(server.url);
  const { id: posts } = await server.api<{ id: string }>("GET", "collections/posts");
  await server.createCollection("comments", "post.title = 'open'", [
    { name: "post", type: "relation", collectionId: posts, cascadeDelete: true, maxSelect: 1 },
  ]);
  const post = await server.createRecord("posts", { title: "open" });
  await server.createRecord("comments", { post: post.id });
  const first = await SocketClient.connect(server.url);
  const { seq, epoch } = first.connected;
  first[Symbol.dispose]();
  await server.api("DELETE", `collections/posts/records/${post.id}`);
  using second = await SocketClient.connect(server.url);
  expect((await resume(second, { epoch, seq }, ["comments/*"])).resumed).toMatchObject({ isComplete: false });
  expect((await resume(second, { epoch, seq }, ["posts/*"])).resumed).toMatchObject({ isComplete: true });
});
