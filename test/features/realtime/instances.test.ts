import { afterAll, beforeAll, expect, test } from "bun:test";
import { sendToRealtimeClient } from "../../../src/model/realtime/direct-message.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SseClient } from "./sse-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start({ instances: 2 });
  await server.createCollection("posts", "");
  await server.createCollection("ruled", "title = @request.auth.name");
});
afterAll(() => server[Symbol.asyncDispose]());

test("subscriptions may be sent to another instance than the stream's, and so may changes", async () => {
  const user = await server.createUser({ name: "ann" });
  using client = await SseClient.connect(server.urlOf(0));
  expect(await client.subscribe(["ruled/*"], { token: user.token, url: server.urlOf(1) })).toBe(204);
  const record = await server.createRecord("ruled", { title: "ann" }, { instance: 1 });
  expect(await client.nextRecord()).toMatchObject({ action: "create" });
  await server.api("DELETE", `collections/ruled/records/${record.id}`, { instance: 1 });
  expect(await client.nextRecord()).toMatchObject({ action: "delete" });
  const other = await server.createUser();
  expect(await client.subscribe([], { token: other.token, url: server.urlOf(1) })).toBe(403);
});

test("a change of an account on one instance reaches its clients on the other", async () => {
  const user = await server.createUser({ name: "before" });
  using client = await SseClient.connect(server.urlOf(0));
  await client.subscribe(["ruled/*"], { token: user.token });
  await server.api("PATCH", `collections/users/records/${user.id}`, { body: { name: "after" }, instance: 1 });
  await server.createRecord("ruled", { title: "before" });
  await server.createRecord("ruled", { title: "after" });
  expect(await client.nextRecord()).toMatchObject({ record: { title: "after" } });
});

test("other features reach one client wherever it is", async () => {
  using client = await SseClient.connect(server.urlOf(1));
  const message = { clientId: client.clientId, topic: "@oauth2", data: '{"code":"1"}', unsubscribe: true };
  expect(await sendToRealtimeClient(server.context, message)).toBe(false);
  await client.subscribe(["@oauth2"]);
  expect(await sendToRealtimeClient(server.context, message)).toBe(true);
  expect(await client.next()).toEqual({ id: client.clientId, event: "@oauth2", data: '{"code":"1"}' });
  expect(await sendToRealtimeClient(server.context, message)).toBe(false);
  expect(await sendToRealtimeClient(server.context, { ...message, clientId: "missing" })).toBe(false);
});
