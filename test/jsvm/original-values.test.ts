import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
onBootstrap((e) => {
  e.next();
  e.app.save(new Collection({ type: "base", name: "notes", fields: [{ type: "text", name: "text" }] }));
});
["onRecordAfterCreateSuccess", "onRecordUpdate", "onRecordAfterUpdateSuccess"].forEach((name) =>
  eval(name + \`((e) => {
    const seen = $app.store().get("seen") || [];
    const { record } = e;
    seen.push("\${name}: " + record.original().get("text") + " > " + record.get("text"));
    $app.store().set("seen", seen);
    e.next();
  }, "notes")\`));
routerAdd("GET", "/seen", (e) => {
  const seen = $app.store().get("seen");
  $app.store().set("seen", []);
  return e.json(200, seen);
});
routerAdd("GET", "/saves", (e) => {
  const record = new Record($app.findCollectionByNameOrId("notes"), { text: "one" });
  $app.save(record);
  const originals = [record.original().get("text")];
  const again = $app.findRecordById("notes", record.id);
  for (const text of ["two", "three"]) {
    again.set("text", text);
    $app.save(again);
    originals.push(again.original().get("text"), again.fresh().original().get("text"));
  }
  return e.json(200, originals);
});
`;

test("original() has the values that were found, also behind a save", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  const token = await app.superuserToken();
  const path = "/api/collections/notes/records";
  const { id } = (await app.request("POST", path, { token, body: { text: "a" } })).json as { id: string };
  await app.request("PATCH", `${path}/${id}`, { token, body: { text: "b" } });
  expect((await app.request("GET", "/seen")).json).toEqual([
    "onRecordAfterCreateSuccess:  > a",
    "onRecordUpdate: a > b",
    "onRecordAfterUpdateSuccess: a > b",
  ]);
  expect((await app.request("GET", "/saves")).json).toEqual(["", "one", "one", "one", "one"]);
  expect((await app.request("GET", "/seen")).json).toEqual([
    "onRecordAfterCreateSuccess:  > one",
    "onRecordUpdate: one > two",
    "onRecordAfterUpdateSuccess: one > two",
    "onRecordUpdate: one > three",
    "onRecordAfterUpdateSuccess: one > three",
  ]);
});
