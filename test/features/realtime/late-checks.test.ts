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

test("what it was is compared as it was stored: texts with numbers, and whether an account was verified", async () => {
  await using server = await RealtimeServer.start();
  const { id: places } = await server.createCollection("places", "", [{ name: "data", type: "json" }]);
  const place = { name: "place", type: "relation", collectionId: places, maxSelect: 1 };
  await server.createCollection("stays", "title > place.data.a", [{ name: "title", type: "text" }, place]);
  const listRule = "verified = false && place.data.a = 1";
  await server.api("POST", "collections", { body: { name: "guests", type: "auth", fields: [place], listRule } });
  const { id } = await server.createRecord("places", { data: { a: 1 } });
  using client = await SseClient.connect(server.url);
  await client.subscribe(["stays/*", "guests/*"]);
  await server.api("PATCH", "settings", { body: { batch: { enabled: true, maxRequests: 50, timeout: 3 } } });
  const [stays, guests] = ["/api/collections/stays/records", "/api/collections/guests/records"];
  const account = { id: "guest0000000000", email: "a@x.test", password: "1234567890", passwordConfirm: "1234567890" };
  // Committed together, so that all is over when the first is looked at.
  const requests = [
    { method: "POST", url: guests, body: { ...account, verified: true, place: id } },
    { method: "DELETE", url: `${guests}/${account.id}` },
    { method: "POST", url: stays, body: { id: "stay00000000000", title: "", place: id } },
    { method: "PATCH", url: `${stays}/stay00000000000`, body: { title: "2" } },
    { method: "PATCH", url: `${stays}/stay00000000000`, body: { title: "" } },
  ];
  await server.api("POST", "batch", { body: { requests } });
  expect(await client.nextRecord()).toMatchObject({ action: "update", record: { title: "2" } });
  // Behind it, so that the rule was looked at for all of them.
  await server.createRecord("stays", { title: "2", place: id });
  expect(await client.nextRecord()).toMatchObject({ action: "create", record: { title: "2" } });
  await server.api("PATCH", `collections/stays/records/stay00000000000`, { body: { title: "3" } });
  expect(await client.nextRecord()).toMatchObject({ action: "update", record: { title: "3" } });
});
