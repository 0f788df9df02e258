import { expect, test } from "bun:test";
import { BrokerClient } from "../../src/features/realtime/broker-client.ts";
import { startRealtime } from "../../src/features/realtime/start-realtime.ts";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
routerAdd("GET", "/set/{who}", (e) => {
  const who = e.request.pathValue("who");
  const client = $app.subscriptionsBroker().clientById("one");
  if (who === "nobody") client.unset("auth");
  else client.set("auth", who === "null" ? null : $app.findAuthRecordByEmail("users", who));
  return e.json(200, client.get("auth")?.email() ?? "guest");
});`;

test("a hook file sets who a realtime client is signed in as", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  using running = startRealtime(app.context);
  const { broker } = running.realtime;
  const user = await app.create("users", { email: "ann@example.com", password: "1234567890" });
  const connection = { transport: "sse", queuedBytes: 0, send: () => undefined, close: () => undefined } as const;
  const client = new BrokerClient("one", connection, "127.0.0.1");
  broker.register(client);
  const set = async (who: string): Promise<unknown> => (await app.request("GET", `/set/${who}`)).json;

  expect(await set("ann@example.com")).toBe("ann@example.com");
  expect(client.identity?.record.id).toBe(user.id);
  expect(await set("nobody")).toBe("guest");
  expect(client.identity).toBeNull();
  await set("ann@example.com");
  expect(await set("null")).toBe("guest");
  expect(client.identity).toBeNull();
});
