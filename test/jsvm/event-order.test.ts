import { expect, test } from "bun:test";
import type { TestApp } from "../support/test-app.ts";
import { hookApp } from "./hook-app.ts";

const DELETIONS = ["onRecordDelete", "onModelDelete", "onRecordDeleteExecute", "onModelDeleteExecute"];
const UPDATES = ["onModelUpdate", "onModelUpdateExecute", "onModelAfterUpdateSuccess", "onSettingsReload"];

function noting(names: readonly string[]): string {
  return names
    .map(
      (name) => `
${name}((e) => {
  const note = (text) => $app.store().set("events", ($app.store().get("events") || "") + text + " ");
  const about = e.record ? e.record.tableName() : e.model ? e.model.tableName() : "";
  note(">${name}:" + about);
  const result = e.next();
  note("<${name}:" + about);
  return result;
});`,
    )
    .join("\n");
}

const READ = `
routerAdd("GET", "/events", (e) => {
  const events = $app.store().get("events") || "";
  $app.store().set("events", "");
  return e.string(200, events);
});
onBootstrap((e) => {
  e.next();
  e.app.save(new Collection({ type: "base", name: "owners" }));
  const { id: collectionId } = e.app.findCollectionByNameOrId("owners");
  const owner = { type: "relation", name: "owner", collectionId, cascadeDelete: true, maxSelect: 1 };
  e.app.save(new Collection({ type: "base", name: "things", fields: [owner] }));
});`;

async function eventsOf(app: TestApp): Promise<string[]> {
  return (await app.request("GET", "/events")).text.trim().split(" ");
}

/** An event around what is between its two marks. */
function around(event: string, inner: readonly string[]): string[] {
  return [`>${event}`, ...inner, `<${event}`];
}

function deletion(table: string, cascaded: readonly string[]): string[] {
  const executed = around(`onModelDeleteExecute:${table}`, []);
  const execution = around(`onRecordDeleteExecute:${table}`, [...executed, ...cascaded]);
  return around(`onRecordDelete:${table}`, around(`onModelDelete:${table}`, execution));
}

test("what goes with a record is deleted behind the hooks of its model", async () => {
  await using app = await hookApp({ "main.pb.js": noting(DELETIONS) + READ });
  const headers = { authorization: await app.superuserToken() };
  const create = async (name: string, body: object): Promise<string> =>
    ((await app.request("POST", `/api/collections/${name}/records`, { body, headers })).json as { id: string }).id;
  const owner = await create("owners", {});
  await create("things", { owner });
  await eventsOf(app);
  await app.request("DELETE", `/api/collections/owners/records/${owner}`, { headers });
  expect(await eventsOf(app)).toEqual(deletion("owners", deletion("things", [])));
});

test("a hook of models that leaves a record leaves what relates to it", async () => {
  const leaves = `onModelDeleteExecute((e) => {}, "owners");`;
  await using app = await hookApp({ "main.pb.js": leaves + READ });
  const headers = { authorization: await app.superuserToken() };
  const create = async (name: string, body: object): Promise<string> =>
    ((await app.request("POST", `/api/collections/${name}/records`, { body, headers })).json as { id: string }).id;
  const owner = await create("owners", {});
  const thing = await create("things", { owner });
  await app.request("DELETE", `/api/collections/owners/records/${owner}`, { headers });
  for (const path of [`owners/records/${owner}`, `things/records/${thing}`]) {
    expect((await app.request("GET", `/api/collections/${path}`, { headers })).status).toBe(200);
  }
});

test("settings are read anew behind the hooks of their success", async () => {
  await using app = await hookApp({ "main.pb.js": noting(UPDATES) + READ });
  await eventsOf(app);
  const headers = { authorization: await app.superuserToken() };
  await app.request("PATCH", "/api/settings", { body: { meta: { appName: "new" } }, headers });
  const table = "_params";
  expect((await eventsOf(app)).filter((event) => event.endsWith(table) || event.endsWith("onSettingsReload:"))).toEqual(
    [
      ...around(`onModelUpdate:${table}`, around(`onModelUpdateExecute:${table}`, [])),
      ...around(`onModelAfterUpdateSuccess:${table}`, []),
      ...around("onSettingsReload:", []),
    ],
  );
  const { json } = await app.request("GET", "/api/settings", { headers });
  expect(json).toMatchObject({ meta: { appName: "new" } });
});
