import { expect, test } from "bun:test";
import { plugin, pluginApp } from "./plugin-app.ts";

const NAMES = [
  "onRecordCreateRequest",
  "onRecordAfterCreateSuccess",
  "onRecordUpdateRequest",
  "onRecordAfterUpdateSuccess",
];

test("e.original is the record as it was stored before the change, also behind it", async () => {
  const handlers = NAMES.map(
    (name) => `
      app.${name}("users", async (e) => {
        await e.next();
        seen.push(["${name}", e.original?.name ?? null, e.record.name]);
      });`,
  );
  await using made = await pluginApp({
    "notes.ts": plugin(`const seen = []; app.routes.get("/seen", () => seen); ${handlers.join("\n")}`),
  });
  const token = await made.app.superuserToken();
  const path = "/api/collections/users/records";
  const body = { email: "a@example.com", password: "12345678", passwordConfirm: "12345678", name: "a" };
  const { id } = (await made.app.request("POST", path, { token, body })).json as { id: string };
  await made.app.request("PATCH", `${path}/${id}`, { token, body: { name: "b" } });
  expect((await made.app.request("GET", "/seen")).json).toEqual([
    ["onRecordAfterCreateSuccess", null, "a"],
    ["onRecordCreateRequest", null, "a"],
    ["onRecordAfterUpdateSuccess", "a", "b"],
    ["onRecordUpdateRequest", "a", "b"],
  ]);
});
