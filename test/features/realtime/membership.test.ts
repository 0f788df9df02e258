// Members of channels that lose the right to be there, and senders that are faster than readers.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start({ instances: 2 });
  await server.createCollection("rooms", null, [{ name: "member", type: "text" }]);
  await server.createCollection("others", null);
  const names = await server.api<{ fields: object[] }>("GET", "collections/users");
  await server.api("PATCH", "collections/users", {
    body: {
      fields: [...names.fields, { name: "team", type: "relation", collectionId: (await teams()).id, maxSelect: 1 }],
    },
  });
  const rooms = "@collection.rooms.id ?= name && @collection.rooms.member ?= @request.auth.id";
  await server.api("PUT", "realtime/channels", {
    body: {
      rules: [
        { channel: "lobby", join: "", broadcast: "" },
        { channel: "room:*", join: rooms, broadcast: "" },
        { channel: "staff", join: "@request.auth.name = 'staff'", broadcast: "" },
        { channel: "team", join: "@request.auth.team.title = 'good'", broadcast: "" },
      ],
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

function teams(): Promise<{ id: string }> {
  return server.createCollection("teams", "");
}

/** A sender without an account that may be on every channel, and a member that has one. */
async function meet(channel: string, user: { token: string }, instance = 0) {
  const member = await SocketClient.connect(server.urlOf(instance), user.token);
  expect(await member.request({ type: "join", channel })).toMatchObject({ type: "ok" });
  const sender = await SocketClient.connect(server.url, server.superuserToken);
  await sender.request({ type: "join", channel });
  expect(await member.next()).toMatchObject({ type: "presence", kind: "join" });
  return {
    member,
    async say(data: unknown) {
      sender.send({ type: "broadcast", channel, event: "e", data });
      return member.next();
    },
    [Symbol.dispose]() {
      member[Symbol.dispose]();
      sender[Symbol.dispose]();
    },
  };
}

test.each([0, 1])("who loses the row that the rule reads hears no more, on instance %i", async (instance) => {
  const user = await server.createUser();
  const { id } = await server.createRecord("rooms", { member: user.id });
  using room = await meet(`room:${id}`, user, instance);
  expect(await room.say(1)).toMatchObject({ type: "broadcast", data: 1 });
  await server.createRecord("others", { title: "no matter" });
  expect(await room.say(2)).toMatchObject({ type: "broadcast", data: 2 });
  await server.api("PATCH", `collections/rooms/records/${id}`, { body: { member: "another" } });
  expect(await room.say(3)).toMatchObject({ type: "presence", kind: "leave", member: { id: room.member.clientId } });
  expect(await room.member.request({ type: "ping" })).toMatchObject({ type: "pong" });
  expect(await room.member.request({ type: "state", channel: `room:${id}`, state: 1 })).toMatchObject({ status: 400 });
});

test.each([
  ["staff", { name: "staff" }, (id: string) => [`collections/users/records/${id}`, { name: "guest" }] as const],
  ["team", { team: "good" }, () => ["collections/teams/records/goodgoodgoodgoo", { title: "bad" }] as const],
])("who is %s no longer hears no more", async (channel, values, change) => {
  const isTeam = "team" in values;
  if (isTeam) await server.createRecord("teams", { id: "goodgoodgoodgoo", title: "good" });
  const user = await server.createUser(isTeam ? { team: "goodgoodgoodgoo" } : values);
  using room = await meet(channel, user);
  expect(await room.say(1)).toMatchObject({ type: "broadcast", data: 1 });
  const [path, body] = change(user.id);
  await server.api("PATCH", path, { body });
  expect(await room.say(2)).toMatchObject({ type: "presence", channel, kind: "leave" });
});

test("a burst of large broadcasts throws nobody off who reads", async () => {
  using sender = await SocketClient.connect(server.url);
  using near = await SocketClient.connect(server.urlOf(0));
  using far = await SocketClient.connect(server.urlOf(1));
  for (const client of [sender, near, far]) await client.request({ type: "join", channel: "lobby" });
  const data = "x".repeat(60_000);
  for (let index = 0; index < 199; index++)
    sender.send({ type: "broadcast", channel: "lobby", event: `${index}`, data });
  for (const reader of [near, far]) {
    for (let index = 0; index < 199;) {
      const message = await reader.next();
      if (message.type === "presence") continue;
      expect(message).toMatchObject({ type: "broadcast", event: `${index}` });
      index++;
    }
  }
  expect(server.warnings).toEqual([]);
}, 120_000);
