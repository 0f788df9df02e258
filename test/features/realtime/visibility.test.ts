import { afterAll, beforeAll, expect, test } from "bun:test";
import { RealtimeServer } from "./realtime-server.ts";
import { SseClient } from "./sse-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

async function subscribed(topics: readonly string[], token = ""): Promise<SseClient> {
  const client = await SseClient.connect(server.url);
  expect(await client.subscribe(topics, { token })).toBe(204);
  return client;
}

test("only superusers hear of a collection without a list rule", async () => {
  await server.createCollection("locked", null);
  await server.createCollection("open", "");
  const user = await server.createUser();
  using guest = await subscribed(["locked/*", "open/*"]);
  using member = await subscribed(["locked/*", "open/*"], user.token);
  using superuser = await subscribed(["locked/*", "open/*"], server.superuserToken);
  await server.createRecord("locked", { title: "secret" });
  await server.createRecord("open", { title: "public" });
  expect(await guest.nextRecord()).toMatchObject({ record: { title: "public" } });
  expect(await member.nextRecord()).toMatchObject({ record: { title: "public" } });
  // The topics are two audiences, so their events may come in either order.
  const titles = [await superuser.nextRecord(), await superuser.nextRecord()].map(({ record }) => record["title"]);
  expect(new Set(titles)).toEqual(new Set(["public", "secret"]));
});

test("each client gets the records that the rule shows it, deletes included", async () => {
  const fields = [{ name: "owner", type: "text" }];
  await server.createCollection("notes", "owner = @request.auth.id", fields);
  const [ann, ben] = [await server.createUser(), await server.createUser()];
  using annsClient = await subscribed(["notes/*"], ann.token);
  using bensClient = await subscribed(["notes/*"], ben.token);
  using guest = await subscribed(["notes/*"]);
  const record = await server.createRecord("notes", { owner: ann.id });
  await server.api("PATCH", `collections/notes/records/${record.id}`, { body: { owner: ben.id } });
  await server.api("DELETE", `collections/notes/records/${record.id}`);
  // As in PocketBase, guests are the owners of what nobody owns.
  await server.createRecord("notes", { owner: "" });
  expect(await annsClient.nextRecord()).toMatchObject({ action: "create", record: { owner: ann.id } });
  expect(await bensClient.nextRecord()).toMatchObject({ action: "update", record: { owner: ben.id } });
  expect(await bensClient.nextRecord()).toMatchObject({ action: "delete", record: { owner: ben.id } });
  expect(await guest.nextRecord()).toMatchObject({ action: "create", record: { owner: "" } });
  await server.createRecord("notes", { owner: ann.id });
  expect(await annsClient.nextRecord()).toMatchObject({ action: "create", record: { owner: ann.id } });
});

test("records deleted along with the one that their rule looks at are told of", async () => {
  const { id: rooms } = await server.createCollection("rooms", "");
  await server.createCollection("chairs", "room.title = 'hall'", [
    { name: "room", type: "relation", collectionId: rooms, cascadeDelete: true, maxSelect: 1 },
  ]);
  const room = await server.createRecord("rooms", { title: "hall" });
  const chair = await server.createRecord("chairs", { room: room.id });
  using client = await subscribed(["chairs/*"]);
  await server.api("DELETE", `collections/rooms/records/${room.id}`);
  expect(await client.nextRecord()).toMatchObject({ action: "delete", record: { id: chair.id } });
});

test("a rule that changes holds for the next event", async () => {
  const { id } = await server.createCollection("changing", "");
  using client = await subscribed(["changing/*"]);
  await server.createRecord("changing", { title: "1" });
  await server.api("PATCH", `collections/${id}`, { body: { listRule: "title = 'yes'" } });
  await server.createRecord("changing", { title: "no" });
  await server.createRecord("changing", { title: "yes" });
  await server.api("PATCH", `collections/${id}`, { body: { listRule: null } });
  await server.createRecord("changing", { title: "locked" });
  await server.api("PATCH", `collections/${id}`, { body: { listRule: "" } });
  await server.createRecord("changing", { title: "open" });
  const titles = [];
  for (let index = 0; index < 3; index++) titles.push((await client.nextRecord()).record["title"]);
  expect(titles).toEqual(["1", "yes", "open"]);
});

test("a collection that is deleted and made again is heard of under the same topic", async () => {
  const { id } = await server.createCollection("passing", "");
  using client = await subscribed(["passing/*"]);
  await server.createRecord("passing", { title: "first" });
  await server.api("DELETE", `collections/${id}`);
  await server.createCollection("passing", "");
  await server.createRecord("passing", { title: "second" });
  expect(await client.nextRecord()).toMatchObject({ record: { title: "first" } });
  expect(await client.nextRecord()).toMatchObject({ record: { title: "second" } });
});

test("superusers get hidden fields, with and without relations; passwords nobody does", async () => {
  const user = await server.createUser();
  const { id: users } = await server.api<{ id: string }>("GET", "collections/users");
  const fields = [
    { name: "title", type: "text" },
    { name: "secret", type: "text", hidden: true },
    { name: "user", type: "relation", collectionId: users },
  ];
  await server.createCollection("kept", "", fields);
  const options = encodeURIComponent(JSON.stringify({ query: { expand: "user" } }));
  using superuser = await subscribed(["kept/*", `kept/*?options=${options}`], server.superuserToken);
  using guest = await subscribed(["kept/*", `kept/*?options=${options}`]);
  await server.createRecord("kept", { title: "a", secret: "x", user: user.id });
  for (const client of [superuser, guest]) {
    for (const { data } of [await client.next(), await client.next()]) {
      expect(JSON.parse(data)).toMatchObject({ record: { title: "a" } });
      expect(data.includes('"secret":"x"')).toBe(client === superuser);
      expect(data).not.toContain("tokenKey");
    }
  }
  using accounts = await subscribed(["users/*"], server.superuserToken);
  await server.createUser();
  const { data } = await accounts.next();
  expect(data).toContain('"email":');
  for (const name of ["password", "tokenKey"]) expect(data).not.toContain(name);
});

test("hidden fields stay hidden from others, and their filter may not look at them", async () => {
  await server.createCollection("mixed", "", [
    { name: "title", type: "text" },
    { name: "secret", type: "text", hidden: true },
  ]);
  const options = encodeURIComponent(JSON.stringify({ query: { filter: "secret = 'x'" } }));
  using guest = await subscribed(["mixed/*", `mixed/*?options=${options}`]);
  await server.createRecord("mixed", { title: "a", secret: "x" });
  await server.createRecord("mixed", { title: "b", secret: "x" });
  for (const title of ["a", "b"]) {
    const { event, data } = await guest.next();
    expect(event).toBe("mixed/*");
    expect(JSON.parse(data)).toMatchObject({ record: { title } });
    expect(data).not.toContain("secret");
  }
});

test("a filter can't reach beyond itself with its brackets", async () => {
  await server.createCollection("guarded", "title != 'secret'", [{ name: "title", type: "text" }]);
  await server.createRecord("guarded", { title: "bait" });
  const options = encodeURIComponent(JSON.stringify({ query: { filter: "title = 'bait') || (title = 'bait'" } }));
  using guest = await subscribed([`guarded/*?options=${options}`, "guarded/*"]);
  await server.createRecord("guarded", { title: "secret" });
  await server.createRecord("guarded", { title: "seen" });
  expect(await guest.next()).toMatchObject({ event: "guarded/*", data: expect.stringContaining("seen") });
});

test("emails are shown to their owner, to superusers, and where the record allows it", async () => {
  await server.api("PATCH", "collections/users", { body: { listRule: "", viewRule: "" } });
  const user = await server.createUser();
  const other = await server.createUser();
  using owner = await subscribed([`users/${user.id}`], user.token);
  using stranger = await subscribed([`users/${user.id}`], other.token);
  using superuser = await subscribed([`users/${user.id}`], server.superuserToken);
  using guest = await subscribed([`users/${user.id}`]);
  await server.api("PATCH", `collections/users/records/${user.id}`, { body: { name: "new" } });
  expect((await owner.nextRecord()).record).toHaveProperty("email");
  expect((await superuser.nextRecord()).record).toHaveProperty("email");
  for (const client of [stranger, guest]) expect((await client.nextRecord()).record).not.toHaveProperty("email");
  await server.api("PATCH", `collections/users/records/${user.id}`, { body: { emailVisibility: true } });
  for (const client of [owner, stranger, superuser, guest]) {
    const { record } = await client.nextRecord();
    expect(record).toHaveProperty("email");
    expect(record).not.toHaveProperty("password");
    expect(record).not.toHaveProperty("tokenKey");
  }
});

test("rules see the headers and query of the subscription", async () => {
  await server.createCollection("keyed", "@request.headers.x_key = 'k' && @request.query.who = title");
  const topic = (options: object): string => `keyed/*?options=${encodeURIComponent(JSON.stringify(options))}`;
  using right = await subscribed([topic({ headers: { "X-Key": "k" }, query: { who: "me" } })]);
  using wrong = await subscribed([topic({ headers: { "X-Key": "no" }, query: { who: "me" } }), "posts-of-nobody"]);
  await server.createRecord("keyed", { title: "me" });
  expect(await right.nextRecord()).toMatchObject({ record: { title: "me" } });
  await server.createCollection("marker", "");
  await wrong.subscribe(["marker/*"]);
  await server.createRecord("marker", {});
  expect(await wrong.next()).toMatchObject({ event: "marker/*" });
});
