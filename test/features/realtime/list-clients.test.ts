import { expect, test } from "bun:test";
import { startRealtime } from "../../../src/features/realtime/start-realtime.ts";
import { BrokerClient } from "../../../src/features/realtime/broker-client.ts";
import { listClients } from "../../../src/features/realtime/list-clients.ts";
import type { Call } from "../../../src/model/route.ts";
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
    const connection = { transport: "sse", send: () => undefined, close: () => undefined } as const;
    const client = new BrokerClient(`client${number}`, connection, "127.0.0.1");
    broker.register(client);
    if (number > 0) continue;
    broker.setSubscriptions(
      client,
      Array.from({ length: 60 }, (_, index) => `users/${index}`),
    );
    broker.setAuth(client, user);
  }
  const call = { json: (value: unknown) => Response.json(value) } as unknown as Call;
  const answer: unknown = await listClients(running.realtime, call).json();
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
