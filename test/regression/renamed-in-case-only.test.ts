import { expect, test } from "bun:test";
import { testApp } from "../support/test-app.ts";

test("records of a collection that was renamed in the case of its letters only are shown as they are", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const fields = [{ name: "title", type: "text" }];
  const body = { name: "posts", type: "base", fields, viewRule: "", listRule: "", updateRule: "" };
  expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
  const renamed = await app.request("PATCH", "/api/collections/posts", { token, body: { name: "Posts" } });
  expect(renamed.json).toMatchObject({ name: "Posts" });
  const records = "/api/collections/Posts/records";
  const made = await app.request("POST", records, { token, body: { title: "first" } });
  const { id } = made.json as { id: string };
  for (const title of ["second", "third", "fourth"]) {
    expect((await app.request("PATCH", `${records}/${id}`, { body: { title } })).json).toMatchObject({ title });
    expect((await app.request("GET", `${records}/${id}`)).json).toMatchObject({ title });
    expect((await app.request("GET", records)).json).toMatchObject({ items: [{ title }] });
  }
});
