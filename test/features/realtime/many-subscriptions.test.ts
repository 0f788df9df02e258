import { expect } from "bun:test";
import { BrokerClient } from "../../../src/features/realtime/broker-client.ts";
import type { Message } from "../../../src/features/realtime/message.ts";
import { startRealtime } from "../../../src/features/realtime/start-realtime.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

const SUBSCRIPTIONS = 1000;

insideTest("a change that concerns a thousand filters lets requests in between, and keeps its place", async () => {
  await using app = await testApp();
  using running = startRealtime(app.context);
  const { broker, use } = running.realtime;
  const token = await app.superuserToken();
  const fields = [{ name: "title", type: "text" }];
  const notes = { name: "notes", type: "base", listRule: "", fields };
  expect((await app.request("POST", "/api/collections", { token, body: notes })).status).toBe(200);
  await use.begin();
  const sent: string[] = [];
  const send = ({ name, data }: Message): void => void sent.push(`${name}: ${data.includes('"first"')}`);
  const client = new BrokerClient(
    "one",
    { transport: "sse", queuedBytes: 0, send, close: () => undefined },
    "127.0.0.1",
  );
  broker.register(client);
  const texts = Array.from({ length: SUBSCRIPTIONS }, (_, index) => {
    const options = { query: { filter: `title != "${index}"` } };
    return `notes/*?options=${encodeURIComponent(JSON.stringify(options))}`;
  });
  broker.setSubscriptions(client, texts);
  for (const title of ["first", "second"]) {
    const made = await app.request("POST", "/api/collections/notes/records", { token, body: { title } });
    expect(made.status).toBe(200);
  }
  const counts = new Set<number>();
  while (sent.length < 2 * SUBSCRIPTIONS) {
    counts.add(sent.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([...counts].filter((count) => count > 0 && count < SUBSCRIPTIONS).length).toBeGreaterThan(1);
  expect(sent).toEqual([...texts.map((text) => `${text}: true`), ...texts.map((text) => `${text}: false`)]);
});
