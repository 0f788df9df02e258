import { afterAll, beforeAll, expect, test } from "bun:test";
import { RealtimeServer } from "./realtime-server.ts";
import { SseClient } from "./sse-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
  await server.createCollection("posts", "");
});
afterAll(() => server[Symbol.asyncDispose]());

test("the first event tells the client its id, byte for byte as PocketBase", async () => {
  using client = await SseClient.connect(server.url);
  expect(client.clientId).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(client.raw).toBe(`id:${client.clientId}\nevent:PB_CONNECT\ndata:{"clientId":"${client.clientId}"}\n\n`);
});

test("the answer has the headers of an event stream", async () => {
  const abort = new AbortController();
  const { headers } = await fetch(`${server.url}/api/realtime`, { signal: abort.signal });
  expect(headers.get("content-type")).toBe("text/event-stream");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-accel-buffering")).toBe("no");
  abort.abort();
});

test("create, update and delete arrive under the topic as it was subscribed to", async () => {
  using client = await SseClient.connect(server.url);
  expect(await client.subscribe(["posts/*"])).toBe(204);
  const record = await server.createRecord<{ id: string }>("posts", { title: "one" });
  const created = await client.next();
  expect(created).toEqual({
    id: client.clientId,
    event: "posts/*",
    data: JSON.stringify({ record, action: "create" }),
  });
  await server.api("PATCH", `collections/posts/records/${record.id}`, { body: { title: "two" } });
  expect(await client.nextRecord()).toMatchObject({ action: "update", record: { id: record.id, title: "two" } });
  await server.api("DELETE", `collections/posts/records/${record.id}`);
  expect(await client.nextRecord()).toMatchObject({ action: "delete", record: { id: record.id, title: "two" } });
});

test("topics by collection id, bare name and record id work; other records stay out", async () => {
  const { id: collectionId } = await server.createCollection("topics", "");
  const one = await server.createRecord("topics", { title: "one" });
  const two = await server.createRecord("topics", { title: "two" });
  const topics = [`${collectionId}/*`, "topics", `topics/${one.id}`, `${collectionId}/${one.id}`];
  using client = await SseClient.connect(server.url);
  await client.subscribe(topics);
  await server.api("PATCH", `collections/topics/records/${two.id}`, { body: { title: "2" } });
  const both = [await client.next(), await client.next()].map(({ event }) => event).sort();
  expect(both).toEqual([`${collectionId}/*`, "topics"].sort());
  await server.api("PATCH", `collections/topics/records/${one.id}`, { body: { title: "1" } });
  const all = [];
  for (let index = 0; index < 4; index++) all.push((await client.next()).event);
  expect(all.sort()).toEqual(topics.sort());
});

test("a new set of subscriptions replaces the old, none ends them all", async () => {
  using client = await SseClient.connect(server.url);
  await server.createCollection("others", "");
  await client.subscribe(["posts/*"]);
  await client.subscribe(["others/*"]);
  await server.createRecord("posts", { title: "unheard" });
  await server.createRecord("others", { title: "heard" });
  expect(await client.next()).toMatchObject({ event: "others/*" });
  await client.subscribe([]);
  await server.createRecord("others", { title: "unheard" });
  await client.subscribe(["posts/*"]);
  await server.createRecord("posts", { title: "last" });
  expect(await client.nextRecord()).toMatchObject({ record: { title: "last" } });
});

test("filter, fields and expand of a subscription shape its events", async () => {
  await server.createCollection("authors", "");
  const { id: authors } = await server.api<{ id: string }>("GET", "collections/authors");
  await server.createCollection("books", "", [
    { name: "title", type: "text" },
    { name: "author", type: "relation", collectionId: authors, maxSelect: 1 },
  ]);
  const author = await server.createRecord("authors", { title: "Ann" });
  const options = { query: { filter: "title ~ 'yes'", fields: "title,expand.author.title", expand: "author" } };
  const topic = `books/*?options=${encodeURIComponent(JSON.stringify(options))}`;
  using client = await SseClient.connect(server.url);
  await client.subscribe([topic]);
  await server.createRecord("books", { title: "no", author: author.id });
  await server.createRecord("books", { title: "yes", author: author.id });
  const { event, data } = await client.next();
  expect(event).toBe(topic);
  expect(data).toBe('{"record":{"expand":{"author":{"title":"Ann"}},"title":"yes"},"action":"create"}');
});

test("a rolled back batch sends nothing, a committed one all in order", async () => {
  await server.api("PATCH", "settings", { body: { batch: { enabled: true, maxRequests: 50, timeout: 3 } } });
  using client = await SseClient.connect(server.url);
  await client.subscribe(["posts/*"]);
  const create = (title: string) => ({ method: "POST", url: "/api/collections/posts/records", body: { title } });
  const missing = { method: "PATCH", url: "/api/collections/posts/records/missing", body: {} };
  const failing = server.api("POST", "batch", { body: { requests: [create("rolled back"), missing] } });
  expect(await failing.catch((error: unknown) => String(error))).toContain("400");
  await server.api("POST", "batch", { body: { requests: [create("first"), create("second")] } });
  expect(await client.nextRecord()).toMatchObject({ record: { title: "first" } });
  expect(await client.nextRecord()).toMatchObject({ record: { title: "second" } });
});

test("what is no valid request is refused with PocketBase's codes", async () => {
  using client = await SseClient.connect(server.url);
  const post = async (body: string) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${server.url}/api/realtime`, { method: "POST", headers, body });
    return { status: response.status, ...((await response.json()) as { message: string; data: object }) };
  };
  expect(await post("{}")).toMatchObject({ status: 400, data: { clientId: { code: "validation_required" } } });
  expect(await post("{")).toMatchObject({ status: 400, data: {} });
  expect(await post('{"clientId":1}')).toMatchObject({ status: 400, data: {} });
  expect(await post('{"clientId":"x","subscriptions":"posts"}')).toMatchObject({ status: 400 });
  expect(await post('{"clientId":"missing","subscriptions":[]}')).toMatchObject({
    status: 404,
    message: "Missing or invalid client id.",
  });
  const tooMany = JSON.stringify({ clientId: client.clientId, subscriptions: Array.from({ length: 1001 }, String) });
  expect(await post(tooMany)).toMatchObject({ data: { subscriptions: { code: "validation_length_too_long" } } });
  const tooLong = JSON.stringify({ clientId: client.clientId, subscriptions: ["a", "b".repeat(2501)] });
  expect(await post(tooLong)).toMatchObject({ data: { subscriptions: { 1: { code: "validation_length_too_long" } } } });
});

test("a client whose stream has ended is unknown", async () => {
  const client = await SseClient.connect(server.url);
  expect(await client.subscribe(["posts/*"])).toBe(204);
  client[Symbol.dispose]();
  let status = 204;
  while (status === 204) status = await client.subscribe(["posts/*"]);
  expect(status).toBe(404);
});
