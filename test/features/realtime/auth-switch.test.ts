import { afterAll, beforeAll, expect, test } from "bun:test";
import { RealtimeServer } from "./realtime-server.ts";
import { SseClient } from "./sse-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
  await server.createCollection("either", "title = 'open' || @request.auth.id != ''");
  await server.createCollection("named", "@request.auth.name = title");
});
afterAll(() => server[Symbol.asyncDispose]());

const TOPICS = ["either/*"];

/** Whether the client hears of what only signed-in clients may see. */
async function isSignedIn(client: SseClient): Promise<boolean> {
  await server.createRecord("either", { title: "signed" });
  await server.createRecord("either", { title: "open" });
  const { record } = await client.nextRecord();
  if (record["title"] === "open") return false;
  expect(await client.nextRecord()).toMatchObject({ record: { title: "open" } });
  return true;
}

test("a guest may sign in; any other change is refused and changes nothing", async () => {
  const [ann, ben] = [await server.createUser(), await server.createUser()];
  using client = await SseClient.connect(server.url);
  expect(await client.subscribe(TOPICS)).toBe(204);
  expect(await client.subscribe(TOPICS, { token: ann.token })).toBe(204);
  expect(await client.subscribe([], { token: ben.token })).toBe(403);
  expect(await client.subscribe([])).toBe(403);
  expect(await client.subscribe([], { token: server.superuserToken })).toBe(403);
  expect(await client.subscribe(TOPICS, { token: ann.token })).toBe(204);
  expect(await isSignedIn(client)).toBe(true);
});

test("a deleted account's clients are guests", async () => {
  const { id, token } = await server.createUser();
  using client = await SseClient.connect(server.url);
  await client.subscribe(TOPICS, { token });
  await server.api("DELETE", `collections/users/records/${id}`);
  expect(await isSignedIn(client)).toBe(false);
});

test("a changed password keeps the connection but signs it out", async () => {
  const { id, token } = await server.createUser();
  using client = await SseClient.connect(server.url);
  await client.subscribe(TOPICS, { token });
  const body = { password: "another-one-1", passwordConfirm: "another-one-1" };
  await server.api("PATCH", `collections/users/records/${id}`, { body });
  expect(await isSignedIn(client)).toBe(false);
  // As a guest it may sign in again.
  const other = await server.createUser();
  expect(await client.subscribe(TOPICS, { token: other.token })).toBe(204);
});

test("rules see the account as it is now", async () => {
  const { id, token } = await server.createUser({ name: "before" });
  using client = await SseClient.connect(server.url);
  await client.subscribe(["named/*"], { token });
  await server.createRecord("named", { title: "before" });
  // "Now" is when the rule is looked at, which may be a moment later.
  expect(await client.nextRecord()).toMatchObject({ record: { title: "before" } });
  await server.api("PATCH", `collections/users/records/${id}`, { body: { name: "after" } });
  await server.createRecord("named", { title: "before" });
  await server.createRecord("named", { title: "after" });
  expect(await client.nextRecord()).toMatchObject({ record: { title: "after" } });
});
