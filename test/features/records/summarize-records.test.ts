import { expect, test } from "bun:test";
import { testApp } from "../../support/test-app.ts";

test("records are counted by a field and summed up, those that match the filter", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const fields = [
    { name: "kind", type: "text" },
    { name: "price", type: "number" },
    { name: "isSold", type: "bool" },
  ];
  await app.request("POST", "/api/collections", { token, body: { name: "things", type: "base", fields } });
  for (let number = 0; number < 10; number++)
    await app.create("things", { kind: number < 7 ? "a" : "b", price: number + 0.5, isSold: number % 2 === 0 });
  const ask = async (query: Record<string, string>) =>
    app.request("GET", `/api/collections/things/meta/summary?${new URLSearchParams(query).toString()}`, { token });
  expect((await ask({ group: "kind", sum: "price" })).json).toEqual({
    groups: [
      { value: "a", count: 7, sum: 24.5 },
      { value: "b", count: 3, sum: 25.5 },
    ],
    isComplete: true,
  });
  expect((await ask({ group: "isSold", filter: "kind = 'b'" })).json).toEqual({
    groups: [
      { value: false, count: 2, sum: null },
      { value: true, count: 1, sum: null },
    ],
    isComplete: true,
  });
  expect((await ask({ group: "price", sum: "price" })).json).toMatchObject({ groups: { length: 10 } });
  for (const query of [{ group: "absent" }, { group: "kind", sum: "kind" }, { group: "kind", filter: "a =" }])
    expect((await ask(query)).status).toBe(400);
  expect((await app.request("GET", "/api/collections/users/meta/summary?group=tokenKey", { token })).status).toBe(400);
  expect((await app.request("GET", "/api/collections/things/meta/summary?group=kind")).status).toBe(401);
});

test("of many groups the largest are answered", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const body = { name: "things", type: "base", fields: [{ name: "kind", type: "text" }] };
  await app.request("POST", "/api/collections", { token, body });
  await app.context.database.run(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO things (id, kind) SELECT 'r' || i, i / 2 FROM n",
  );
  const { json } = await app.request("GET", "/api/collections/things/meta/summary?group=kind", { token });
  expect(json).toMatchObject({ groups: { length: 200 }, isComplete: false });
});
