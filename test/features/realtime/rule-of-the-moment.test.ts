import { expect } from "bun:test";
import type { Broker } from "../../../src/features/realtime/broker.ts";
import { BrokerClient } from "../../../src/features/realtime/broker-client.ts";
import type { Message } from "../../../src/features/realtime/message.ts";
import { startRealtime } from "../../../src/features/realtime/start-realtime.ts";
import { deleteRecord } from "../../../src/model/records/delete.ts";
import { findRecordById } from "../../../src/model/records/find.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { insideTest } from "../../support/inside-test.ts";
import { testApp } from "../../support/test-app.ts";

insideTest("what waits for its turn is shown by the rule that held when it was written", async () => {
  await using app = await testApp();
  using running = startRealtime(app.context);
  const { broker, use } = running.realtime;
  const token = await app.superuserToken();
  const ask = async (method: string, path: string, body: object): Promise<void> => {
    expect((await app.request(method, `/api/collections${path}`, { token, body })).status).toBe(200);
  };
  const fields = [{ name: "title", type: "text" }];
  await ask("POST", "", { name: "notes", type: "base", listRule: "", fields });
  await use.begin();
  const sent = titlesSentBy(broker);
  let isHeldUp = true;
  function* holdUp(): Generator<void> {
    while (isHeldUp) yield;
  }
  broker.turns.addSteps(holdUp());
  await ask("POST", "/notes/records", { title: "open" });
  await ask("PATCH", "/notes", { listRule: null });
  await ask("POST", "/notes/records", { title: "locked" });
  await ask("PATCH", "/notes", { listRule: "title != 'odd'" });
  await ask("POST", "/notes/records", { title: "odd" });
  await ask("PATCH", "/notes", { listRule: "" });
  await ask("POST", "/notes/records", { title: "last" });
  isHeldUp = false;
  while (sent.at(-1) !== "last") await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual(["open", "last"]);
});

insideTest("a record that was read under another rule is shown by the one under which it is written", async () => {
  await using app = await testApp();
  using running = startRealtime(app.context);
  const { broker, use } = running.realtime;
  const token = await app.superuserToken();
  const fields = [{ name: "title", type: "text" }];
  const notes = { name: "notes", type: "base", listRule: "", viewRule: "", fields };
  expect((await app.request("POST", "/api/collections", { token, body: notes })).status).toBe(200);
  const { id } = await app.create("notes", { title: "made" });
  const kept = await findRecordById(app.context, app.collection("notes"), id);
  if (kept === null) throw new Error("the record is missing");
  await use.begin();
  const sent = titlesSentBy(broker);
  const setRule = async (listRule: string | null): Promise<void> => {
    const answer = await app.request("PATCH", "/api/collections/notes", { token, body: { listRule } });
    expect(answer.status).toBe(200);
  };
  await setRule(null);
  kept.values["title"] = "hidden";
  await saveRecord(app.context, kept);
  await setRule("");
  kept.values["title"] = "shown";
  await saveRecord(app.context, kept);
  await setRule(null);
  await deleteRecord(app.context, kept);
  await setRule("");
  await app.create("notes", { title: "last" });
  while (sent.at(-1) !== "last") await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual(["shown", "last"]);
});

/** The titles of what a guest who subscribed to all notes is sent, as they come. */
function titlesSentBy(broker: Broker): string[] {
  const sent: string[] = [];
  const send = ({ data }: Message): void => void sent.push(/"title":"(\w+)"/.exec(data)?.[1] ?? "");
  const connection = { transport: "sse", queuedBytes: 0, send, close: () => undefined } as const;
  const client = new BrokerClient("one", connection, "127.0.0.1");
  broker.register(client);
  broker.setSubscriptions(client, ["notes/*"]);
  return sent;
}
