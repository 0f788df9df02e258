import { expect, test } from "bun:test";
import { testApp } from "../support/test-app.ts";

test("no field takes the name __proto__, whose values objects would lose", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const field = { name: "__proto__", type: "text" };
  const refused = await app.request("POST", "/api/collections", {
    token,
    body: { name: "odd", type: "base", fields: [field] },
  });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain("validation_not_in_invalid");
});

test("fields and collections may have the names of other things that objects inherit", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const names = ["constructor", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"];
  const fields = names.map((name) => ({ name, type: "text" }));
  for (const name of ["__proto__", "constructor"]) {
    const body = { name, type: "base", fields, createRule: "", listRule: "" };
    expect((await app.request("POST", "/api/collections", { token, body })).status).toBe(200);
    const values = Object.fromEntries(names.map((key) => [key, `value of ${key}`]));
    expect((await app.request("POST", `/api/collections/${name}/records`, { body: values })).json).toMatchObject(
      values,
    );
    const filter = encodeURIComponent("constructor = 'value of constructor'");
    const found = await app.request("GET", `/api/collections/${name}/records?filter=${filter}`);
    expect(found.json).toMatchObject({ totalItems: 1 });
  }
});
