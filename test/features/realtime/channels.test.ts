import { afterAll, beforeAll, expect, test } from "bun:test";
import { testApp } from "../../support/test-app.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start({ instances: 2 });
  await server.createCollection("rooms", "", [
    { name: "title", type: "text" },
    { name: "member", type: "text" },
  ]);
  await server.api("PUT", "realtime/channels", {
    body: {
      rules: [
        { channel: "lobby", join: "", broadcast: "" },
        { channel: "news", join: "", broadcast: null },
        { channel: "user:*", join: "@request.auth.id = name", broadcast: "@request.auth.id = name" },
        {
          channel: "room:*",
          join: "@collection.rooms.title ?= name && @collection.rooms.member ?= @request.auth.id",
          broadcast: "",
        },
      ],
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

test("channels are closed unless a rule opens them", async () => {
  const user = await server.createUser();
  using client = await SocketClient.connect(server.url, user.token);
  expect(await client.request({ type: "join", channel: "nameless" })).toMatchObject({ type: "error", status: 403 });
  expect(await client.request({ type: "join", channel: "user:someone" })).toMatchObject({ type: "error", status: 403 });
  expect(await client.request({ type: "join", channel: `user:${user.id}` })).toMatchObject({ type: "ok" });
  expect(await client.request({ type: "join", channel: "room:hall" })).toMatchObject({ type: "error", status: 403 });
  await server.createRecord("rooms", { title: "hall", member: user.id });
  expect(await client.request({ type: "join", channel: "room:hall" })).toMatchObject({ type: "ok" });
  using superuser = await SocketClient.connect(server.url, server.superuserToken);
  expect(await superuser.request({ type: "join", channel: "nameless" })).toMatchObject({ type: "ok" });
});

test("broadcasts reach the others, on every instance, and the sender where it asks for that", async () => {
  using one = await SocketClient.connect(server.urlOf(0));
  using two = await SocketClient.connect(server.urlOf(1));
  await one.request({ type: "join", channel: "lobby" });
  await two.request({ type: "join", channel: "lobby" });
  expect(await one.nextOf("presence")).toMatchObject({ kind: "join", member: { id: two.clientId } });
  const send = (self: boolean) =>
    one.request({ type: "broadcast", channel: "lobby", event: "cursor", data: { x: 1 }, self });
  expect(await send(false)).toMatchObject({ type: "ok" });
  const heard = await two.nextOf("broadcast");
  expect(heard).toMatchObject({ channel: "lobby", event: "cursor", data: { x: 1 }, from: { id: one.clientId } });
  const both = [await send(true), await one.next()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
  expect(both).toMatchObject([
    { type: "broadcast", event: "cursor" },
    { type: "ok", id: 3 },
  ]);
});

test("who may listen may not always speak, and who is not there may not either", async () => {
  using client = await SocketClient.connect(server.url);
  const speak = { type: "broadcast", channel: "news", event: "e", data: null } as const;
  expect(await client.request(speak)).toMatchObject({ type: "error", status: 400 });
  await client.request({ type: "join", channel: "news" });
  expect(await client.request(speak)).toMatchObject({ type: "error", status: 403 });
});

test("presence: who is there, who comes, changes and goes, over instances", async () => {
  const user = await server.createUser();
  using first = await SocketClient.connect(server.urlOf(0), user.token);
  const channel = "lobby";
  expect(await first.request({ type: "join", channel, state: { name: "first" } })).toMatchObject({
    members: [{ id: first.clientId, auth: { id: user.id, collectionName: "users" }, state: { name: "first" } }],
  });
  const second = await SocketClient.connect(server.urlOf(1));
  const joined = await second.request({ type: "join", channel, state: { name: "second" } });
  const states = joined.type === "ok" ? (joined.members ?? []).map(({ state }) => JSON.stringify(state)) : [];
  expect(states.toSorted()).toEqual(['{"name":"first"}', '{"name":"second"}']);
  expect(await first.nextOf("presence")).toMatchObject({
    kind: "join",
    member: { state: { name: "second" }, auth: null },
  });
  await second.request({ type: "state", channel, state: { name: "2nd" } });
  expect(await first.nextOf("presence")).toMatchObject({ kind: "state", member: { state: { name: "2nd" } } });
  second[Symbol.dispose]();
  expect(await first.nextOf("presence")).toMatchObject({ kind: "leave", member: { id: second.clientId } });
});

test("who loses the account leaves the channels that were open to it only", async () => {
  const user = await server.createUser();
  using client = await SocketClient.connect(server.url, user.token);
  await client.request({ type: "join", channel: `user:${user.id}` });
  await client.request({ type: "join", channel: "news" });
  await server.api("DELETE", `collections/users/records/${user.id}`);
  expect(await client.nextOf("signedOut")).toBeTruthy();
  expect(await client.nextOf("presence")).toMatchObject({ channel: `user:${user.id}`, kind: "leave" });
  expect(await client.request({ type: "state", channel: "news", state: 1 })).toMatchObject({ type: "ok" });
  expect(await client.request({ type: "state", channel: `user:${user.id}`, state: 1 })).toMatchObject({ status: 400 });
});

test("states and names have limits", async () => {
  using client = await SocketClient.connect(server.url);
  const big = "x".repeat(5000);
  expect(await client.request({ type: "join", channel: "lobby", state: big })).toMatchObject({ status: 400 });
  expect(await client.request({ type: "join", channel: "x".repeat(201) })).toMatchObject({ status: 400 });
  const opened = server.context.hooks.onRealtimeChannelRequest.bind({
    run(event) {
      if (event.channel.startsWith("hooked")) event.allowed = true;
    },
  });
  for (let index = 0; index < 100; index++) {
    expect(await client.request({ type: "join", channel: `hooked:${index}` })).toMatchObject({ type: "ok" });
  }
  expect(await client.request({ type: "join", channel: "hooked:100" })).toMatchObject({ type: "error", status: 400 });
  opened();
});

test("the rules are superusers' to change, and bad ones are refused", async () => {
  const user = await server.createUser();
  const put = async (token: string, body: object): Promise<string> => {
    return server.api("PUT", "realtime/channels", { body, token }).then(() => "ok", String);
  };
  const before = await server.api("GET", "realtime/channels");
  expect(await put(user.token, { rules: [] })).toContain("403");
  expect(await put("", { rules: [] })).toContain("401");
  expect(
    await put(server.superuserToken, { rules: [{ channel: "x", join: "missing = 1", broadcast: null }] }),
  ).toContain("400");
  expect(await put(server.superuserToken, { rules: "all" })).toContain("400");
  expect(await server.api("GET", "realtime/channels")).toEqual(before);
});

test("the first rules may come from several superusers at once", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const replace = (index: number) => {
    const body = { rules: [{ channel: `room:${index}`, join: "", broadcast: "" }] };
    return app.request("PUT", "/api/realtime/channels", { token, body });
  };
  const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => replace(index)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
});
