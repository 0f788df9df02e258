import { expect, test } from "bun:test";
import { RealtimeServer } from "./realtime-server.ts";
import { SseClient } from "./sse-client.ts";

test("a change is judged by what it was, even if the record changed again or went before its rule was checked", async () => {
  await using server = await RealtimeServer.start();
  // Only the database can check it.
  await server.createCollection("quick", "title != 'hidden' && @request.auth.name = 'ann'");
  const { token } = await server.createUser({ name: "ann" });
  using client = await SseClient.connect(server.url);
  await client.subscribe(["quick/*"], { token });
  await server.api("PATCH", "settings", { body: { batch: { enabled: true, maxRequests: 50, timeout: 3 } } });
  const url = "/api/collections/quick/records";
  for (let round = 0; round < 5; round++) {
    const id = `record${round}`.padEnd(15, "0");
    // Committed together, so that all is over when the first is looked at.
    const requests = [
      { method: "POST", url, body: { id, title: "a" } },
      { method: "PATCH", url: `${url}/${id}`, body: { title: "hidden" } },
      { method: "PATCH", url: `${url}/${id}`, body: { title: "b" } },
      { method: "PATCH", url: `${url}/${id}`, body: { title: "hidden" } },
    ];
    await server.api("POST", "batch", { body: { requests } });
    expect(await client.nextRecord()).toMatchObject({ action: "create", record: { id, title: "a" } });
    expect(await client.nextRecord()).toMatchObject({ action: "update", record: { id, title: "b" } });
  }
});
