import { expect, test } from "bun:test";
import { hookApp } from "./hook-app.ts";

const HOOKS = `
onRecordCreate((e) => {
  const { record, next } = e;
  const { get, set } = record;
  set("name", get("name") + "!");
  return next();
}, "users");
routerAdd("GET", "/taken", (e) => {
  const { json, request } = e;
  const { findCollectionByNameOrId, save, logger } = $app;
  const collection = findCollectionByNameOrId("users");
  const { isMultiple, type } = collection.fields.getByName("avatar");
  const { getByName } = collection.fields;
  const copy = { ...getByName("avatar"), more: 1 };
  const record = new Record(collection, { email: "a@example.com", password: "1234567890", name: "ann" });
  save(record);
  const { info } = logger();
  info("taken");
  const { pathValue } = request;
  return json(200, [isMultiple(), type(), copy.isMultiple(), copy.name, getByName("email").name, collection.isAuth(), record.get("name"), pathValue("x")]);
});`;

test("methods that scripts take off their objects still know them", async () => {
  await using app = await hookApp({ "main.pb.js": HOOKS });
  expect((await app.request("GET", "/taken")).json).toEqual([
    false,
    "file",
    false,
    "avatar",
    "email",
    true,
    "ann!",
    "",
  ]);
});
