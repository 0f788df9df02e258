// Who subscribes after it was looked at who may see a deletion, and before the deletion.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { CloseCode } from "../../../src/lib/realtime-protocol.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SocketClient } from "./socket-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start({ instances: 2 });
  await server.createCollection("gates", "");
  await server.createRecord("gates", { title: "open" });
  await server.createCollection("notes", "@collection.gates.title ?= title");
});
afterAll(() => server[Symbol.asyncDispose]());

/** Deletes a record of the title, and has the client subscribe between. */
async function deleteAround(title: string, late: SocketClient): Promise<void> {
  const { id } = await server.createRecord("notes", { title });
  const end = server.context.hooks.onRecordDelete.bind({
    id: "late",
    priority: 100,
    async run(event) {
      expect(await late.request({ type: "subscribe", topic: "notes/*" })).toMatchObject({ type: "ok" });
      await event.next();
    },
  });
  await server.api("DELETE", `collections/notes/records/${id}`);
  end();
}

for (const instance of [0, 1]) {
  test(`a client of instance ${instance} hears of the deletion, or connects anew where that is not known`, async () => {
    using early = await SocketClient.connect(server.urlOf(instance));
    await early.request({ type: "subscribe", topic: "notes/*" });
    using late = await SocketClient.connect(server.urlOf(instance));
    await deleteAround("open", late);
    expect((await early.nextOf("event")).data).toMatchObject({ action: "create" });
    for (const client of [early, late]) {
      expect((await client.nextOf("event")).data).toMatchObject({ action: "delete", record: { title: "open" } });
    }
    using hidden = await SocketClient.connect(server.urlOf(instance));
    await deleteAround("closed", hidden);
    expect((await hidden.closed).code).toBe(CloseCode.restart);
    expect(early.rest()).toEqual([]);
  });
}
