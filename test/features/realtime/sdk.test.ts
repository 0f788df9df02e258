import { afterAll, beforeAll, expect, test } from "bun:test";
import { insideTest } from "../../support/inside-test.ts";
import PocketBase from "pocketbase";
import type { RecordSubscription } from "pocketbase";
import { TestEventSource } from "../../support/event-source.ts";
import { CutProxy } from "./cut-proxy.ts";
import { RealtimeServer } from "./realtime-server.ts";

let server: RealtimeServer;
beforeAll(async () => {
  Object.assign(globalThis, { EventSource: TestEventSource });
  server = await RealtimeServer.start();
  await server.createCollection("posts", "title != 'hidden'");
});
afterAll(() => server[Symbol.asyncDispose]());

/** Collects a subscription's events and waits for them. */
function collector() {
  const events: string[] = [];
  let resolve: () => void = () => undefined;
  return {
    events,
    add: ({ action, record }: RecordSubscription): void => {
      events.push(`${action} ${record["title"]}`);
      resolve();
    },
    async until(count: number): Promise<void> {
      while (events.length < count) await new Promise<void>((done) => (resolve = done));
    },
  };
}

test("the official SDK subscribes, hears of changes and unsubscribes", async () => {
  const client = new PocketBase(server.url);
  const all = collector();
  const filtered = collector();
  await client.collection("posts").subscribe("*", all.add);
  await client
    .collection("posts")
    .subscribe("*", filtered.add, { filter: "title = 'yes'", headers: { "x-token": "t" } });
  await server.createRecord("posts", { title: "hidden" });
  const { id } = await server.createRecord("posts", { title: "yes" });
  await server.api("PATCH", `collections/posts/records/${id}`, { body: { title: "no" } });
  await server.api("DELETE", `collections/posts/records/${id}`);
  await all.until(3);
  expect(all.events).toEqual(["create yes", "update no", "delete no"]);
  await filtered.until(1);
  expect(filtered.events).toEqual(["create yes"]);
  await client.collection("posts").unsubscribe();
  expect(client.realtime.isConnected).toBe(false);
});

test("the SDK's client may sign in while it is subscribed", async () => {
  await server.createCollection("own", "title = @request.auth.name");
  const user = await server.createUser({ name: "ann" });
  const client = new PocketBase(server.url);
  const heard = collector();
  await client.collection("own").subscribe("*", heard.add);
  client.authStore.save(user.token, null);
  await client.collection("own").subscribe("other", () => undefined);
  await server.createRecord("own", { title: "ann" });
  await heard.until(1);
  expect(heard.events).toEqual(["create ann"]);
  await client.realtime.unsubscribe();
});

insideTest("the SDK goes on at the next server when one stops", async () => {
  await using next = await RealtimeServer.start();
  await next.createCollection("posts", "");
  await using stopping = await RealtimeServer.start();
  await stopping.createCollection("posts", "");
  using proxy = await CutProxy.start(stopping.url);
  const client = new PocketBase(proxy.url);
  const heard = collector();
  const connected = Promise.withResolvers<void>();
  await client.collection("posts").subscribe("*", heard.add);
  await client.realtime.subscribe("PB_CONNECT", () => connected.resolve());
  proxy.target = next.url;
  await stopping.stop(0);
  await connected.promise;
  await next.createRecord("posts", { title: "on the next server" });
  await heard.until(1);
  expect(heard.events).toEqual(["create on the next server"]);
  await client.realtime.unsubscribe();
});

test("the SDK connects and subscribes again by itself", async () => {
  using proxy = await CutProxy.start(server.url);
  const client = new PocketBase(proxy.url);
  const heard = collector();
  const connected = Promise.withResolvers<void>();
  await client.collection("posts").subscribe("*", heard.add);
  await client.realtime.subscribe("PB_CONNECT", () => connected.resolve());
  await server.createRecord("posts", { title: "before" });
  await heard.until(1);
  proxy.cut();
  await connected.promise;
  await server.createRecord("posts", { title: "after" });
  await heard.until(2);
  expect(heard.events).toEqual(["create before", "create after"]);
  await client.realtime.unsubscribe();
});
