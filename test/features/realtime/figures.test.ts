import { expect, test } from "bun:test";
import { BrokerClient } from "../../../src/features/realtime/broker-client.ts";
import { Message } from "../../../src/features/realtime/message.ts";
import { startRealtime } from "../../../src/features/realtime/start-realtime.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

test("the figures of an instance have its clients, what they were sent and what waits", async () => {
  await using app = await testApp();
  using running = startRealtime(app.context);
  const { broker } = running.realtime;
  const sent: Message[] = [];
  const rest = { send: (message: Message) => void sent.push(message), close: () => undefined };
  const slow = new BrokerClient("one", { transport: "sse", queuedBytes: 500, ...rest }, "127.0.0.1");
  const other = new BrokerClient("two", { transport: "websocket", queuedBytes: 20, ...rest }, "127.0.0.1");
  for (const client of [slow, other]) broker.register(client);
  broker.send(slow, new Message({ name: "one", data: "{}" }));
  broker.sendToAll([new Set([slow, other])], new Message({ name: "both", data: "{}" }));
  expect(broker.figures()).toEqual({
    clients: { sse: 1, websocket: 1 },
    changes: 0,
    waitingChanges: 0,
    messages: 3,
    queuedBytes: 520,
    slowClients: 0,
  });
  expect(sent).toHaveLength(3);
  broker.unregister(slow);
  expect(broker.figures()).toMatchObject({ clients: { sse: 0, websocket: 1 }, queuedBytes: 20 });
});

insideTest("changes of records are counted", async () => {
  await using app = await testApp();
  using running = startRealtime(app.context);
  const token = await app.superuserToken();
  const body = { email: "ann@example.com", password: "1234567890", passwordConfirm: "1234567890" };
  // Without a client that ever came nothing is published.
  await running.realtime.use.begin();
  expect((await app.request("POST", "/api/collections/users/records", { token, body })).status).toBe(200);
  const { broker } = running.realtime;
  while (broker.figures().changes === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(broker.figures()).toMatchObject({ changes: 1, messages: 0 });
});
