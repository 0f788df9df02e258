import { expect, test } from "bun:test";
import { questions } from "../../../src/model/protocol/bus-topics.ts";
import { connect } from "node:net";
import { startRealtime } from "../../../src/features/realtime/start-realtime.ts";
import { createAuthToken } from "../../../src/model/auth/tokens.ts";
import { TokenVerifier } from "../../../src/model/auth/token-verifier.ts";
import { Dispatcher } from "../../../src/server/dispatch.ts";
import { HttpServer } from "../../../src/server/http-server.ts";
import { testApp } from "../../support/test-app.ts";
import { SocketClient } from "./socket-client.ts";
import { SseClient } from "./sse-client.ts";

/** Bun has at most 256 requests of `fetch` open at once. */
const CLIENTS = 100;

test("clients that come and go leave nothing behind", async () => {
  await using app = await testApp();
  const { context } = app;
  using running = startRealtime(context);
  const { broker, pendingDeletions } = running.realtime;
  const tokens = new TokenVerifier(context);
  const dispatcher = new Dispatcher({ context, tokens, origins: ["*"], activityLog: null });
  const server = new HttpServer({ dispatcher, routes: running.routes, fallback: null });
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${port}`;
  const token = await app.superuserToken();

  for (let round = 0; round < 2; round++) {
    const streams = await Promise.all(Array.from({ length: CLIENTS }, () => SseClient.connect(url)));
    const subscribe = (client: SseClient, index: number) => client.subscribe(["users/*", `users/${index}`], { token });
    expect(new Set(await Promise.all(streams.map(subscribe)))).toEqual(new Set([204]));
    const sockets = await Promise.all(Array.from({ length: CLIENTS }, () => SocketClient.connect(url, token)));
    const join = (client: SocketClient, index: number) => client.request({ type: "join", channel: `c${index % 7}` });
    await Promise.all(sockets.map(join));
    expect(broker.clientCount).toBe(2 * CLIENTS);
    expect(broker.identities.size).toBe(1);
    expect(broker.index.topicCount).toBe(CLIENTS + 1);
    for (const client of [...streams, ...sockets]) client[Symbol.dispose]();
    while (broker.clientCount > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(broker.identities.size).toBe(0);
    expect(broker.index.topicCount).toBe(0);
    expect(pendingDeletions.size).toBe(0);
  }
  const answers = await context.bus.request(questions.channelMembers, "c1");
  expect(answers).toEqual([]);
  await server.stop(0);
}, 120_000);

test("an idle stream is ended, one that was sent something is not", async () => {
  await using app = await testApp();
  const { context } = app;
  context.hooks.onRealtimeConnectRequest.bind({
    run(event) {
      event.idleTimeoutMs = 20_000;
      return event.next();
    },
  });
  using running = startRealtime(context);
  const dispatcher = new Dispatcher({ context, tokens: new TokenVerifier(context), origins: ["*"], activityLog: null });
  const server = new HttpServer({ dispatcher, routes: running.routes, fallback: null });
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
  using client = await SseClient.connect(`http://127.0.0.1:${port}`);
  running.sweep(Date.now() + 15_000);
  expect(running.realtime.broker.clientCount).toBe(1);
  running.sweep(Date.now() + 25_000);
  await client.ended();
  expect(running.realtime.broker.clientCount).toBe(0);
  await server.stop(0);
});

test("a stream is ended after its longest time, however busy it is", async () => {
  await using app = await testApp();
  const { context } = app;
  context.hooks.onRealtimeConnectRequest.bind({
    run(event) {
      event.maxTimeoutMs = 60_000;
      event.idleTimeoutMs = Infinity;
      return event.next();
    },
  });
  using running = startRealtime(context);
  const dispatcher = new Dispatcher({ context, tokens: new TokenVerifier(context), origins: ["*"], activityLog: null });
  const server = new HttpServer({ dispatcher, routes: running.routes, fallback: null });
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
  using client = await SseClient.connect(`http://127.0.0.1:${port}`);
  running.sweep(Date.now() + 50_000);
  expect(running.realtime.broker.clientCount).toBe(1);
  running.sweep(Date.now() + 65_000);
  await client.ended();
  expect(running.realtime.broker.clientCount).toBe(0);
  await server.stop(0);
});

test("clients are signed out when their token expires or their collection goes", async () => {
  await using app = await testApp();
  const { context } = app;
  using running = startRealtime(context);
  const dispatcher = new Dispatcher({ context, tokens: new TokenVerifier(context), origins: ["*"], activityLog: null });
  const server = new HttpServer({ dispatcher, routes: running.routes, fallback: null });
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
  const token = await app.superuserToken();
  const client = await SocketClient.connect(`http://127.0.0.1:${port}`);
  await client.request({ type: "auth", token });
  running.sweep(Date.now());
  expect(await client.request({ type: "ping" })).toMatchObject({ type: "pong" });
  running.sweep(Date.now() + 365 * 86_400_000);
  expect(await client.next()).toEqual({ type: "signedOut", reason: "token expired" });
  expect(running.realtime.broker.identities.size).toBe(0);

  await app.request("POST", "/api/collections", { token, body: { name: "staff", type: "auth" } });
  const member = await app.create("staff", { email: "a@example.com", password: "1234567890" });
  expect(await client.request({ type: "auth", token: createAuthToken(member) })).toMatchObject({
    auth: { id: member.id },
  });
  await app.request("DELETE", "/api/collections/staff", { token });
  running.sweep(Date.now());
  expect(await client.next()).toEqual({ type: "signedOut", reason: "account changed" });
  client[Symbol.dispose]();
  await server.stop(0);
});

test("clients that are gone before they are answered leave nothing behind either", async () => {
  await using app = await testApp();
  const { context } = app;
  using running = startRealtime(context);
  const dispatcher = new Dispatcher({ context, tokens: new TokenVerifier(context), origins: ["*"], activityLog: null });
  const server = new HttpServer({ dispatcher, routes: running.routes, fallback: null });
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
  let connected = 0;
  const closed = Promise.withResolvers<void>();
  context.hooks.onRealtimeConnectRequest.bind({
    async run(event) {
      connected++;
      // The answer is made when the client has gone.
      if (connected > 50) await closed.promise;
      await event.next();
    },
  });
  const head = await fetch(`http://127.0.0.1:${port}/api/realtime`, { method: "HEAD" });
  expect(head.headers.get("content-type")).toBe("text/event-stream");
  const gone = Array.from({ length: 100 }, () => connectAndGo(port));
  await Promise.all(gone);
  closed.resolve();
  while (connected < 100 || running.realtime.broker.clientCount > 0) await new Promise((done) => setImmediate(done));
  expect(running.realtime.broker.clientCount).toBe(0);
  await server.stop(0);
});

test("a WebSocket whose client is gone without a word is ended, one that answers pings is not", async () => {
  await using app = await testApp();
  const { context } = app;
  using running = startRealtime(context);
  const dispatcher = new Dispatcher({ context, tokens: new TokenVerifier(context), origins: ["*"], activityLog: null });
  const server = new HttpServer({ dispatcher, routes: running.routes, fallback: null, socketIdleSeconds: 8 });
  const { port } = server.listen({ hostname: "127.0.0.1", port: 0 });
  using quiet = await SocketClient.connect(`http://127.0.0.1:${port}`);
  const silent = connect(port, "127.0.0.1");
  silent.write(
    "GET /api/realtime/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  silent.resume();
  while (running.realtime.broker.clientCount < 2) await new Promise((done) => setImmediate(done));
  await new Promise((resolve) => silent.on("close", resolve));
  expect(running.realtime.broker.find(quiet.clientId)?.id).toBe(quiet.clientId);
  expect(running.realtime.broker.clientCount).toBe(1);
  expect(await quiet.request({ type: "ping" })).toMatchObject({ type: "pong" });
  await server.stop(0);
}, 120_000);

/** Asks for a stream and is gone at once. */
function connectAndGo(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write("GET /api/realtime HTTP/1.1\r\nHost: x\r\n\r\n", () => setTimeout(() => socket.destroy(), 5));
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
  });
}
