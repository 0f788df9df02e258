import { expect, test } from "bun:test";
import type { CloseReason } from "../../../src/features/realtime/broker-client.ts";
import { startRealtime } from "../../../src/features/realtime/start-realtime.ts";
import { BrokerClient } from "../../../src/features/realtime/broker-client.ts";
import { endClient, listClients } from "../../../src/features/realtime/list-clients.ts";
import type { Call } from "../../../src/model/route.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

test("connected clients are listed with what they subscribed to, for superusers alone", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  expect((await app.request("GET", "/api/realtime/clients", { token })).json).toEqual({ total: 0, clients: [] });
  expect((await app.request("GET", "/api/realtime/clients")).status).toBe(401);

  using running = startRealtime(app.context);
  const { broker } = running.realtime;
  const user = await app.create("users", { email: "ann@example.com", password: "1234567890" });
  for (let number = 0; number < 501; number++) {
    const connection = { transport: "sse", queuedBytes: 0, send: () => undefined, close: () => undefined } as const;
    const client = new BrokerClient(`client${number}`, connection, "127.0.0.1");
    broker.register(client);
    if (number > 0) continue;
    broker.setSubscriptions(
      client,
      Array.from({ length: 60 }, (_, index) => `users/${index}`),
    );
    broker.setAuth(client, user);
  }
  const query = new URLSearchParams();
  const call = { query, json: (value: unknown) => Response.json(value) } as unknown as Call;
  const answer: unknown = await (await listClients(running.realtime, call)).json();
  expect(answer).toMatchObject({
    total: 501,
    clients: {
      length: 500,
      0: {
        id: "client0",
        transport: "sse",
        address: "127.0.0.1",
        auth: { collection: "users", record: user.id },
        subscriptions: { length: 50 },
        subscriptionCount: 60,
      },
      1: { auth: null, subscriptions: [], subscriptionCount: 0 },
    },
  });
});

insideTest("one account's connections are found, and each is ended by itself", async () => {
  await using app = await testApp();
  using running = startRealtime(app.context);
  const { broker } = running.realtime;
  const ann = await app.create("users", { email: "ann@example.com", password: "1234567890" });
  const bob = await app.create("users", { email: "bob@example.com", password: "1234567890" });
  const closed: [string, CloseReason][] = [];
  for (const [id, record] of [
    ["a1", ann],
    ["a2", ann],
    ["b1", bob],
  ] as const) {
    const close = (reason: CloseReason): void => void closed.push([id, reason]);
    const client = new BrokerClient(
      id,
      { transport: "sse", queuedBytes: 0, send: () => undefined, close },
      "127.0.0.1",
    );
    broker.register(client);
    broker.setAuth(client, record);
  }
  const ids = async (query: Record<string, string>): Promise<string[]> => {
    const call = { query: new URLSearchParams(query), json: (value: unknown) => Response.json(value) };
    const response = await listClients(running.realtime, call as unknown as Call);
    const answer = (await response.json()) as { clients: { id: string }[] };
    return answer.clients.map(({ id }) => id);
  };
  expect(await ids({ collection: "users", record: ann.id })).toEqual(["a1", "a2"]);
  expect(await ids({ collection: ann.collection.id, record: bob.id })).toEqual(["b1"]);
  expect(await ids({ collection: "_superusers", record: bob.id })).toEqual([]);
  expect(await ids({ record: bob.id })).toEqual([]);
  const end = (id: string): Promise<Response> =>
    endClient(running.realtime, {
      params: { id },
      noContent: () => new Response(null, { status: 204 }),
    } as unknown as Call);
  expect((await end("a2")).status).toBe(204);
  expect(closed).toEqual([["a2", "ended"]]);
  expect(await ids({ collection: "users", record: ann.id })).toEqual(["a1"]);
  expect(await end("a2").catch(String)).toContain("no such client");
  const path = "/api/realtime/clients/a1";
  expect((await app.request("DELETE", path)).status).toBe(401);
  const token = await app.superuserToken();
  expect((await app.request("DELETE", path, { token })).status).toBe(204);
  expect((await app.request("DELETE", path, { token })).status).toBe(404);
});
