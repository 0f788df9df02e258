import { afterAll, beforeAll, expect, test } from "bun:test";
import { BaoboxClient, RealtimeError } from "../../src/client/client.ts";
import type { RecordEvent } from "../../src/client/client.ts";
import { CutProxy } from "../features/realtime/cut-proxy.ts";
import { RealtimeServer } from "../features/realtime/realtime-server.ts";
import { listRealtimeClients } from "../../src/model/realtime/server-message.ts";
import { failure } from "../support/failure.ts";

interface Post {
  readonly id: string;
  readonly title: string;
}

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start({ instances: 2 });
  await server.createCollection("posts", "");
  await server.createCollection("mine", "title = @request.auth.id");
  await server.api("PUT", "realtime/channels", { body: { rules: [{ channel: "lobby", join: "", broadcast: "" }] } });
});
afterAll(() => server[Symbol.asyncDispose]());

const ignore = (): void => undefined;

/** Collects what a callback is given and lets the test wait for it. */
function collector<T>() {
  const items: T[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  return {
    items,
    add: (item: T): void => {
      items.push(item);
      for (const { count, resolve } of waiting) if (items.length >= count) resolve();
    },
    until: (count: number): Promise<void> =>
      items.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
  };
}

test("subscribes with options and a snapshot, hears of changes, and ends it", async () => {
  const old = await server.createRecord("posts", { title: "old" });
  const client = new BaoboxClient(server.url);
  const events = collector<RecordEvent<Post>>();
  const snapshots = collector<readonly Post[]>();
  const unsubscribe = await client.subscribe<Post>("posts/*", {
    filter: "title != 'no'",
    fields: "id,title",
    onEvent: events.add,
    onSnapshot: snapshots.add,
  });
  expect(snapshots.items).toEqual([[{ id: old.id, title: "old" }]]);
  await server.createRecord("posts", { title: "no" });
  const created = await server.createRecord("posts", { title: "yes" });
  await events.until(1);
  expect(events.items).toEqual([{ action: "create", record: { id: created.id, title: "yes" } }]);
  await unsubscribe();
  // Another subscription of the connection shows that its instance has the event.
  const witness = collector<RecordEvent<Post>>();
  await client.subscribe<Post>("posts/*", { filter: "title = 'unheard'", onEvent: witness.add });
  await server.createRecord("posts", { title: "unheard" });
  await witness.until(1);
  await client.subscribe<Post>("posts/*", { onEvent: events.add });
  await server.createRecord("posts", { title: "heard" });
  await events.until(2);
  expect(events.items[1]?.record.title).toBe("heard");
  client.close();
});

test("a topic may be subscribed to twice, each time with its own snapshot and events", async () => {
  const { id } = await server.createRecord("posts", { title: "twice" });
  const client = new BaoboxClient(server.url);
  const topic = `posts/${id}`;
  const [first, second] = [collector<string>(), collector<string>()];
  await client.subscribe<Post>(topic, { onEvent: ({ record }) => first.add(record.title) });
  const end = await client.subscribe<Post>(topic, {
    onSnapshot: (records) => records.forEach(({ title }) => second.add(title)),
    onEvent: ({ record }) => second.add(record.title),
  });
  const update = (title: string) => server.api("PATCH", `collections/posts/records/${id}`, { body: { title } });
  await update("both");
  await Promise.all([first.until(1), second.until(2)]);
  await end();
  await update("one");
  await first.until(2);
  expect(first.items).toEqual(["both", "one"]);
  expect(second.items).toEqual(["twice", "both"]);
  client.close();
});

test("a filter that can't be read or used is refused with words that help", async () => {
  const client = new BaoboxClient(server.url);
  const onEvent = (): void => undefined;
  expect(await failure(client.subscribe("posts/*", { filter: "title = ", onEvent }))).toMatchObject({
    status: 400,
    message: expect.stringContaining("The filter of the topic can't be read: "),
  });
  const onSnapshot = onEvent;
  expect(await failure(client.subscribe("posts/*", { filter: "titel = 1", onEvent, onSnapshot }))).toMatchObject({
    status: 400,
    message: "The filter or sort of the topic names a field that is unknown or can't be used.",
  });
  expect(await failure(client.subscribe("poss/*", { onEvent, onSnapshot }))).toMatchObject({
    status: 404,
    message: 'There is no collection "poss".',
  });
  client.close();
});

test("signs in, and tells what the server refuses", async () => {
  const user = await server.createUser();
  const client = new BaoboxClient(server.url);
  expect(await client.auth(user.token)).toMatchObject({ id: user.id });
  const refused = (await failure(client.auth("bad"))) as RealtimeError;
  expect(refused).toBeInstanceOf(RealtimeError);
  expect(refused.status).toBe(400);
  expect(await failure(client.join("closed"))).toMatchObject({ status: 403 });
  client.close();
});

test("a lost connection comes back with account, subscriptions, channels and what was missed", async () => {
  using proxy = await CutProxy.start(server.urlOf(0));
  const user = await server.createUser();
  const statuses = collector<string>();
  const client = new BaoboxClient(proxy.url, { token: user.token, onStatus: statuses.add });
  const events = collector<RecordEvent<Post>>();
  await client.subscribe<Post>("mine/*", { onEvent: events.add });
  const members = collector<number>();
  const channel = await client.join("lobby", { state: "here", onMembers: (list) => members.add(list.length) });
  await server.createRecord("mine", { title: user.id });
  await events.until(1);

  proxy.cut();
  // Back on another instance, which has to ask the first one for what was missed.
  proxy.target = server.urlOf(1);
  await server.createRecord("mine", { title: user.id });
  await server.createRecord("mine", { title: "not mine" });
  await server.createRecord("mine", { title: user.id });
  await events.until(3);
  await members.until(2);
  await server.createRecord("mine", { title: user.id }, { instance: 1 });
  await events.until(4);
  expect(new Set(events.items.map(({ record }) => record.id)).size).toBe(4);
  expect(channel.members).toMatchObject([{ id: client.clientId, auth: { id: user.id }, state: "here" }]);
  expect(statuses.items).toEqual(["connecting", "connected", "disconnected", "connecting", "connected"]);
  client.close();
});

test("where too much was missed, snapshots are taken anew and others told to reload", async () => {
  const other = await RealtimeServer.start();
  await other.createCollection("posts", "");
  await other.createRecord("posts", { title: "on the other server" });
  using proxy = await CutProxy.start(server.url);
  const client = new BaoboxClient(proxy.url);
  const snapshots = collector<readonly Post[]>();
  const reloads = collector<string>();
  const onEvent = (): void => undefined;
  await client.subscribe<Post>("posts/*", { onEvent, onSnapshot: snapshots.add });
  await client.subscribe("posts/x", { onEvent, onReload: () => reloads.add("reload") });
  proxy.target = other.url;
  proxy.cut();
  await snapshots.until(2);
  await reloads.until(1);
  expect(snapshots.items[1]?.map(({ title }) => title)).toEqual(["on the other server"]);
  client.close();
  await other[Symbol.asyncDispose]();
});

test("a server that stops sends its clients on to where they get on", async () => {
  await using next = await RealtimeServer.start();
  await next.createCollection("posts", "");
  await using stopping = await RealtimeServer.start();
  await stopping.createCollection("posts", "");
  using proxy = await CutProxy.start(stopping.url);
  const statuses = collector<string>();
  const client = new BaoboxClient(proxy.url, { onStatus: statuses.add });
  const events = collector<RecordEvent<Post>>();
  const reloads = collector<string>();
  await client.subscribe<Post>("posts/*", { onEvent: events.add, onReload: () => reloads.add("reload") });
  proxy.target = next.url;
  await stopping.stop(0);
  await reloads.until(1);
  await next.createRecord("posts", { title: "on the next server" });
  await events.until(1);
  expect(events.items[0]?.record.title).toBe("on the next server");
  expect(statuses.items).toEqual(["connecting", "connected", "disconnected", "connecting", "connected"]);
  client.close();
});

test("channels: presence and broadcasts between clients", async () => {
  const [one, two] = [new BaoboxClient(server.urlOf(0)), new BaoboxClient(server.urlOf(1))];
  const heard = collector<readonly [string, unknown, string]>();
  const presence = collector<readonly [string, unknown]>();
  const first = await one.join("lobby", {
    onBroadcast: (event, data, from) => heard.add([event, data, from.id]),
    onPresence: (kind, { state }) => presence.add([kind, state]),
  });
  const second = await two.join("lobby", { state: { name: "two" } });
  await presence.until(1);
  expect(first.members.length).toBe(2);
  expect(second.members.length).toBe(2);
  await second.broadcast("hello", { n: 1 });
  await heard.until(1);
  expect(heard.items).toEqual([["hello", { n: 1 }, two.clientId]]);
  await second.setState({ name: "2" });
  await second.leave();
  await presence.until(3);
  expect(presence.items).toEqual([
    ["join", { name: "two" }],
    ["state", { name: "2" }],
    ["leave", { name: "2" }],
  ]);
  expect(first.members.length).toBe(1);
  for (const client of [one, two]) client.close();
});

test("requests that wait for a connection fail when the client is closed", async () => {
  const client = new BaoboxClient("http://127.0.0.1:9");
  const waiting = failure(client.auth("token"));
  client.close();
  expect(await waiting).toMatchObject({ status: 0 });
});

test("what is too large to send fails, and the connection goes on", async () => {
  const statuses = collector<string>();
  const client = new BaoboxClient(server.url, { onStatus: statuses.add });
  const lobby = await client.join("lobby");
  for (const text of ["x".repeat(70_000), "ü".repeat(40_000), "x".repeat(1_000_000)]) {
    const refused = await failure(lobby.broadcast("news", text));
    expect(refused).toBeInstanceOf(RealtimeError);
    expect(refused).toMatchObject({ status: 400, message: "The message is longer than 65536 bytes." });
    const filter = `title != '${text}'`;
    const subscribing = failure(client.subscribe("posts/*", { filter, onEvent: () => undefined }));
    expect(await subscribing).toMatchObject({ status: 400 });
  }
  await lobby.broadcast("news", "short");
  expect(statuses.items).toEqual(["connecting", "connected"]);
  client.close();
});

for (const isCut of [false, true]) {
  test(`more requests than the server takes at once are sent by and by${isCut ? ", over a reconnect too" : ""}`, async () => {
    using proxy = await CutProxy.start(server.url);
    const client = new BaoboxClient(proxy.url);
    await client.join("lobby");
    const answers = Array.from({ length: 250 }, (_, index) => client.subscribe(`posts/${index}`, { onEvent: ignore }));
    await answers[0];
    if (isCut) proxy.cut();
    const refused = (await Promise.allSettled(answers)).filter(({ status }) => status === "rejected");
    expect(refused).toEqual([]);
    const clients = await listRealtimeClients(server.context);
    expect(clients.find(({ id }) => id === client.clientId)?.subscriptions).toHaveLength(250);
    client.close();
  }, 120_000);
}

test("a state that was refused is not brought along when the client comes back", async () => {
  using proxy = await CutProxy.start(server.url);
  const client = new BaoboxClient(proxy.url);
  const members = collector<unknown>();
  const lobby = await client.join("lobby", { state: "small", onMembers: ([own]) => members.add(own?.state) });
  expect(await failure(lobby.setState("x".repeat(5000)))).toMatchObject({ status: 400 });
  proxy.cut();
  await members.until(2);
  expect(members.items).toEqual(["small", "small"]);
  client.close();
});

test("subscriptions and channels that fill several messages are resumed", async () => {
  using proxy = await CutProxy.start(server.url);
  const client = new BaoboxClient(proxy.url);
  const members = collector<unknown>();
  const query = { padding: "ü".repeat(350) };
  let reloads = 0;
  const onReload = (): void => void reloads++;
  const subscriptionsOf = async (): Promise<string[]> => {
    const clients = await listRealtimeClients(server.context);
    return clients.find(({ id }) => id === client.clientId)?.subscriptions.toSorted() ?? [];
  };
  const events = collector<RecordEvent<Post>>();
  await client.subscribe<Post>("posts/*", { query, onReload, onEvent: events.add });
  for (let index = 0; index < 120; index++) {
    await client.subscribe(`posts/${index}`, { query, onReload, onEvent: () => undefined });
  }
  await client.join("lobby", { state: "ü".repeat(1500), onMembers: ([own]) => members.add(own?.state) });
  const before = await subscriptionsOf();
  expect(before.join().length).toBeGreaterThan(200_000);
  proxy.cut();
  await server.createRecord("posts", { title: "missed" });
  await members.until(2);
  expect(await subscriptionsOf()).toEqual(before);
  await server.createRecord("posts", { title: "new" });
  await events.until(2);
  expect(events.items.map(({ record }) => record.title)).toEqual(["missed", "new"]);
  expect(members.items).toEqual(["ü".repeat(1500), "ü".repeat(1500)]);
  expect(reloads).toBe(0);
  client.close();
});
