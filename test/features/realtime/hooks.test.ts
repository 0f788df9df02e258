import { afterAll, beforeAll, expect } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import { forbidden } from "../../../src/lib/api-error.ts";
import { streams } from "../../../src/model/protocol/bus-topics.ts";
import type { RealtimeEvent } from "../../../src/model/protocol/realtime-events.ts";
import { sendToSubscribers } from "../../../src/model/realtime/server-message.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";
import { SseClient } from "./sse-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
  await server.createCollection("posts", "");
});
afterAll(() => server[Symbol.asyncDispose]());

insideTest("messages pass through the hook, which may change or drop them, in order", async () => {
  using client = await SseClient.connect(server.url);
  using socket = await SocketClient.connect(server.url);
  await client.subscribe(["posts/*"]);
  await socket.request({ type: "subscribe", topic: "posts/*" });
  const names: string[] = [];
  const unbind = server.context.hooks.onRealtimeMessageSend.bind({
    async run(event) {
      names.push(event.message.name);
      // The first takes longer than the second.
      if (event.message.data.includes("slow")) await new Promise((resolve) => setImmediate(resolve));
      if (event.message.data.includes("dropped")) return;
      event.message.data = event.message.data.replace("secret", "******");
      await event.next();
    },
  });
  for (const title of ["slow secret", "dropped", "quick secret"]) await server.createRecord("posts", { title });
  for (const record of [client, socket]) {
    expect((await record.nextRecord()).record["title"]).toBe("slow ******");
    expect((await record.nextRecord()).record["title"]).toBe("quick ******");
  }
  expect(names).toEqual(Array.from({ length: 6 }, () => "posts/*"));
  unbind();
});

insideTest("what hooks look at comes in the order of the events, whatever takes time", async () => {
  await server.createCollection("notes", "");
  using client = await SseClient.connect(server.url);
  await client.subscribe(["posts/*", "notes/*"]);
  const { hooks } = server.context;
  const { promise, resolve } = Promise.withResolvers<void>();
  const unbindEnrich = hooks.onRecordEnrich.bind({
    tags: ["posts"],
    async run(event) {
      await event.next();
      if (event.request.context === "realtime") await promise;
    },
  });
  const unbindSend = hooks.onRealtimeMessageSend.bind({ run: (event) => event.next() });
  for (const name of ["posts", "posts", "notes"]) await server.createRecord(name, { title: name });
  resolve();
  const names: unknown[] = [];
  while (names.length < 3) names.push((await client.nextRecord()).record["collectionName"]);
  expect(names).toEqual(["posts", "posts", "notes"]);
  unbindEnrich();
  unbindSend();
});

insideTest("connections and subscriptions may be refused by hooks", async () => {
  const { hooks } = server.context;
  const unbindConnect = hooks.onRealtimeConnectRequest.bind({
    run(event) {
      if (event.request.headers["x_refuse"] === "yes") throw forbidden("not you");
      return event.next();
    },
  });
  const unbindSubscribe = hooks.onRealtimeSubscribeRequest.bind({
    run(event) {
      event.subscriptions = event.subscriptions.filter((topic) => topic !== "unwanted");
      if (event.subscriptions.includes("refused")) throw forbidden("not that");
      return event.next();
    },
  });
  for (const path of ["realtime", "realtime/ws"]) {
    const response = await fetch(`${server.url}/api/${path}`, { headers: { "x-refuse": "yes" } });
    expect(response.status).toBe(403);
  }
  using client = await SseClient.connect(server.url);
  expect(await client.subscribe(["refused"])).toBe(403);
  expect(await client.subscribe(["unwanted", "posts/*"])).toBe(204);
  using socket = await SocketClient.connect(server.url);
  expect(await socket.request({ type: "subscribe", topic: "refused" })).toMatchObject({
    status: 403,
    message: "Not that.",
  });
  unbindConnect();
  unbindSubscribe();
});

insideTest("enrich hooks shape each client's event", async () => {
  const unbind = server.context.hooks.onRecordEnrich.bind({
    tags: ["posts"],
    async run(event) {
      await event.next();
      event.record.custom["seenBy"] = event.request.auth?.id ?? "guest";
    },
  });
  const user = await server.createUser();
  using guest = await SseClient.connect(server.url);
  using member = await SseClient.connect(server.url);
  await guest.subscribe(["posts/*"]);
  await member.subscribe(["posts/*"], { token: user.token });
  await server.createRecord("posts", { title: "x" });
  expect((await guest.nextRecord()).record["seenBy"]).toBe("guest");
  expect((await member.nextRecord()).record["seenBy"]).toBe(user.id);
  unbind();
});

insideTest("a client whose messages wait for a hook that does not end is dropped", async () => {
  const stuck = Promise.withResolvers<void>();
  using client = await SseClient.connect(server.url);
  using socket = await SocketClient.connect(server.url);
  await client.subscribe(["news"]);
  await socket.request({ type: "subscribe", topic: "news" });
  const unbind = server.context.hooks.onRealtimeMessageSend.bind({ run: () => stuck.promise });
  for (let count = 0; count < 1001; count++) sendToSubscribers(server.context, { topic: "news", data: "1" });
  await client.ended();
  expect((await socket.closed).code).toBeGreaterThan(1000);
  stuck.resolve();
  unbind();
});

insideTest(
  "the clients of a subscription whose events can't be prepared fast enough are dropped with a log line",
  async () => {
    const { hooks, bus } = server.context;
    const stuck = Promise.withResolvers<void>();
    using client = await SseClient.connect(server.url);
    await client.subscribe(["posts/*"]);
    const changed = Promise.withResolvers<RealtimeEvent>();
    const end = bus.follow(streams.realtime, ({ message }) => changed.resolve(message));
    await server.createRecord("posts", { title: "one" });
    const change = await changed.promise;
    end();
    expect((await client.nextRecord()).record["title"]).toBe("one");
    const unbind = hooks.onRecordEnrich.bind({ run: () => stuck.promise });
    for (let count = 0; count < 10_002; count++) bus.append(streams.realtime, change);
    await client.ended();
    expect(server.warnings.join()).toContain("dropped the clients of a subscription");
    stuck.resolve();
    unbind();
  },
);
