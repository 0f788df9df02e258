// What an instance hears late is judged by what held when it was made: one of several workers may hear of a later change first.
import { afterAll, beforeAll, expect } from "bun:test";
import { streams } from "../../../src/model/protocol/bus-topics.ts";
import type { ChangeMoment } from "../../../src/model/protocol/realtime-events.ts";
import { insideTest } from "../../support/inside-test.ts";
import { RealtimeServer } from "./realtime-server.ts";
import { SseClient } from "./sse-client.ts";

let server: RealtimeServer;
beforeAll(async () => {
  server = await RealtimeServer.start();
});
afterAll(() => server[Symbol.asyncDispose]());

async function subscribed(topics: readonly string[], token = ""): Promise<SseClient> {
  const client = await SseClient.connect(server.url);
  expect(await client.subscribe(topics, { token })).toBe(204);
  return client;
}

/** As another instance tells of what it wrote. */
function tell(
  collectionId: string,
  row: Record<string, string>,
  asOf: ChangeMoment,
  action: "create" | "update",
): void {
  const change = { collectionId, recordId: row["id"] ?? "", action, row, asOf };
  server.context.bus.append(streams.realtime, { kind: "record", change });
}

insideTest("an event that comes after a change of the rule is judged by the rule before it", async () => {
  const { id } = await server.createCollection("changing", "title = 'yes'");
  using client = await subscribed(["changing/*"]);
  using superuser = await subscribed(["changing/*"], server.superuserToken);
  const told = (title: string, commit: number, rule: string | null): void =>
    tell(id, { id: title.padEnd(15, "0"), title }, { commit, listRule: rule, viewRule: rule }, "create");
  told("open", 1, "");
  told("locked", 2, null);
  told("no", 3, "title = 'yes'");
  told("any", 4, "title != ''");
  told("yes", 5, "title = 'yes'");
  const titles = [];
  for (let count = 0; count < 3; count++) titles.push((await client.nextRecord()).record["title"]);
  expect(titles).toEqual(["open", "any", "yes"]);
  const all = [];
  for (let count = 0; count < 5; count++) all.push((await superuser.nextRecord()).record["title"]);
  expect(all).toEqual(["open", "locked", "no", "any", "yes"]);
});

insideTest("an event that comes after the deletion of its collection is told", async () => {
  const { id } = await server.createCollection("passing", "");
  using client = await subscribed(["passing/*"]);
  await server.api("DELETE", "collections/passing");
  const asOf = { commit: 1, listRule: "", viewRule: "" };
  tell(id, { id: "last00000000000", title: "last" }, asOf, "create");
  expect(await client.nextRecord()).toMatchObject({ record: { title: "last" } });
});

insideTest("an event that comes after a change of the account is judged by the account before it", async () => {
  // The rule reads the account in the database.
  const rule = "@request.auth.name = title";
  const { id } = await server.createCollection("titled", rule);
  const user = await server.createUser({ name: "first" });
  using client = await subscribed(["titled/*"], user.token);
  const users = server.context.collections.current().find("users")?.id ?? "";
  const read = "SELECT * FROM users WHERE id = ?";
  const row = await server.context.database.get<Record<string, string>>(read, [user.id]);
  const rename = async (name: string, commit: number | null): Promise<void> => {
    await server.context.database.run("UPDATE users SET name = ? WHERE id = ?", [name, user.id]);
    if (commit !== null) tell(users, { ...row, name }, { commit, listRule: null, viewRule: null }, "update");
  };
  const told = (title: string, commit: number): void =>
    tell(id, { id: `${title}${commit}`.padEnd(15, "0"), title }, { commit, listRule: rule, viewRule: rule }, "create");
  const titles = async (count: number): Promise<unknown[]> => {
    const found = [];
    for (let number = 0; number < count; number++) found.push((await client.nextRecord()).record["title"]);
    return found;
  };
  await rename("second", 10);
  await rename("third", 20);
  told("first", 5);
  told("second", 5);
  told("second", 15);
  told("third", 25);
  expect(await titles(3)).toEqual(["first", "second", "third"]);
  // It is stored before it is told of.
  await rename("fourth", null);
  told("third", 30);
  await rename("fourth", 40);
  told("fourth", 50);
  expect(await titles(2)).toEqual(["third", "fourth"]);
  // Nobody tells of what SQL did, so it holds at once.
  await rename("fifth", null);
  told("fourth", 60);
  told("fifth", 61);
  expect(await titles(1)).toEqual(["fifth"]);
});
