import { afterAll, afterEach, beforeAll, expect, setSystemTime, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { Value } from "@sinclair/typebox/value";
import { ServerMessage } from "../../../src/lib/realtime-protocol.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
  await server.createCollection("posts", "");
  await server.createCollection("mine", "title = @request.auth.id");
});
afterEach(() => void setSystemTime());
afterAll(() => server[Symbol.asyncDispose]());

insideTest("subscribe, hear of changes with rising numbers, unsubscribe", async () => {
  using client = await SocketClient.connect(server.url);
  expect(Value.Check(ServerMessage, client.connected)).toBe(true);
  expect(await client.request({ type: "subscribe", topic: "posts/*" })).toEqual({ type: "ok", id: 1 });
  const record = await server.createRecord("posts", { title: "one" });
  const created = await client.nextOf("event");
  expect(created).toEqual({
    type: "event",
    seq: created.seq,
    topic: "posts/*",
    data: { record: expect.objectContaining({ id: record.id, title: "one" }), action: "create" },
  });
  expect(Value.Check(ServerMessage, created)).toBe(true);
  await server.api("DELETE", `collections/posts/records/${record.id}`);
  const deleted = await client.nextOf("event");
  expect(deleted.seq).toBeGreaterThan(created.seq);
  expect(await client.request({ type: "unsubscribe", topic: "posts/*" })).toEqual({ type: "ok", id: 2 });
  await server.createRecord("posts", { title: "unheard" });
  expect(await client.request({ type: "ping" })).toMatchObject({ type: "pong", id: 3, seq: deleted.seq + 1 });
});

test("options of a topic work as in the event stream", async () => {
  using client = await SocketClient.connect(server.url);
  const options = encodeURIComponent(JSON.stringify({ query: { filter: "title = 'yes'", fields: "title" } }));
  await client.request({ type: "subscribe", topic: `posts/*?options=${options}` });
  await server.createRecord("posts", { title: "no" });
  await server.createRecord("posts", { title: "yes" });
  expect(await client.nextRecord()).toEqual({ record: { title: "yes" }, action: "create" });
});

test("sign in, switch and sign out; rules follow", async () => {
  const [ann, ben] = [await server.createUser(), await server.createUser()];
  using client = await SocketClient.connect(server.url);
  await client.request({ type: "subscribe", topic: "mine/*" });
  expect(await client.request({ type: "auth", token: ann.token })).toMatchObject({
    type: "ok",
    auth: { id: ann.id, collectionName: "users" },
  });
  await server.createRecord("mine", { title: ben.id });
  await server.createRecord("mine", { title: ann.id });
  expect((await client.nextRecord()).record["title"]).toBe(ann.id);
  expect(await client.request({ type: "auth", token: ben.token })).toMatchObject({ auth: { id: ben.id } });
  await server.createRecord("mine", { title: ann.id });
  await server.createRecord("mine", { title: ben.id });
  expect((await client.nextRecord()).record["title"]).toBe(ben.id);
  expect(await client.request({ type: "auth", token: "no token" })).toMatchObject({ type: "error", status: 400 });
  expect(await client.request({ type: "auth", token: "" })).toMatchObject({ type: "ok", auth: null });
});

test("an Authorization header signs in at the handshake, and a lost account is told", async () => {
  const user = await server.createUser();
  using client = await SocketClient.connect(server.url, user.token);
  await client.request({ type: "subscribe", topic: "mine/*" });
  await server.createRecord("mine", { title: user.id });
  expect((await client.nextRecord()).record["title"]).toBe(user.id);
  await server.api("DELETE", `collections/users/records/${user.id}`);
  expect(await client.next()).toEqual({ type: "signedOut", reason: "account changed" });
});

test("what is no request is answered with an error, and the connection goes on", async () => {
  using client = await SocketClient.connect(server.url);
  for (const bad of ["{", "null", "[]", '"x"', '{"type":"unknown","id":7}', '{"type":"subscribe","id":7,"topic":5}']) {
    client.socket.send(bad);
    const id = bad.includes("7") ? 7 : null;
    expect(await client.next()).toMatchObject({ type: "error", id, status: 400 });
  }
  client.socket.send(new Uint8Array([1, 2, 3]));
  expect(await client.next()).toMatchObject({ type: "error", id: null });
  client.socket.send(JSON.stringify({ type: "ping", id: 1, padding: "x".repeat(70_000) }));
  const message = "The message is longer than 65536 bytes.";
  expect(await client.next()).toEqual({ type: "error", id: 1, status: 400, message });
  client.socket.send(JSON.stringify({ type: "ping", id: 2, padding: "ü".repeat(40_000) }));
  expect(await client.next()).toEqual({ type: "error", id: 2, status: 400, message });
  client.socket.send(`{"type":"broadcast","id":3,"data":${"[".repeat(30_000)}${"]".repeat(30_000)}}`);
  const tooDeep = "JSON must not be nested more than 10000 levels deep.";
  expect(await client.next()).toEqual({ type: "error", id: 3, status: 400, message: tooDeep });
  expect(await client.request({ type: "ping" })).toMatchObject({ type: "pong" });
});

test("a giant message ends the connection", async () => {
  using client = await SocketClient.connect(server.url);
  client.socket.send("x".repeat(1_000_000));
  expect((await client.closed).code).toBeGreaterThan(1000);
});

insideTest("a flood of requests is refused, and in the end the connection is", async () => {
  using client = await SocketClient.connect(server.url);
  for (let index = 0; index < 2000; index++) client.send({ type: "subscribe", topic: `posts/${index}` });
  const { code } = await client.closed;
  expect(code).toBe(4002);
  const answers = client.rest();
  expect(answers.filter(({ type }) => type === "ok").length).toBeGreaterThanOrEqual(200);
  expect(answers).toContainEqual(expect.objectContaining({ type: "error", status: 429 }));
  expect(server.warnings.join()).toContain("sends too much");
});

insideTest("requests that wait for a slow one are bounded", async () => {
  const stuck = Promise.withResolvers<void>();
  const unbind = server.context.hooks.onRealtimeChannelRequest.bind({ run: () => stuck.promise });
  using client = await SocketClient.connect(server.url);
  const started = Date.now();
  for (let burst = 0; burst < 5; burst++) {
    // So that the rate allows the burst.
    setSystemTime(started + burst * 10_000);
    for (let index = 0; index < 199; index++) client.send({ type: "join", channel: "lobby" });
    client.socket.send("answered at once");
    expect(await client.next()).toMatchObject({ type: "error", id: null });
  }
  expect(client.rest()).toEqual([]);
  setSystemTime(started + 60_000);
  for (let index = 0; index < 20; index++) client.send({ type: "join", channel: "lobby" });
  expect((await client.closed).code).toBe(4002);
  setSystemTime();
  stuck.resolve();
  unbind();
});

test("a client may not have more than 1000 subscriptions", async () => {
  using client = await SocketClient.connect(server.url);
  const topics = Array.from({ length: 1000 }, (_, index) => `posts/${index}`);
  const resume = { type: "resume" as const, epoch: client.connected.epoch, seq: client.connected.seq, channels: [] };
  expect(await client.request({ ...resume, topics })).toMatchObject({ type: "resumed" });
  expect(await client.request({ type: "subscribe", topic: "one more" })).toMatchObject({ type: "error", status: 400 });
});

test("a plain request is told that a WebSocket is expected", async () => {
  const response = await fetch(`${server.url}/api/realtime/ws`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ message: "Expected a WebSocket handshake." });
});
