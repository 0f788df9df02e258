import { expect, test } from "bun:test";
import { testApp } from "../../support/test-app.ts";

test("numbers in JSON are searched as SQLite prints them", async () => {
  await using app = await testApp();
  const token = await app.superuserToken();
  const fields = [
    { name: "meta", type: "json" },
    { name: "printed", type: "text" },
  ];
  expect(
    (await app.request("POST", "/api/collections", { token, body: { name: "notes", type: "base", fields } })).status,
  ).toBe(200);
  const printed = {
    "5": "5",
    "-0": "0",
    "5.0": "5.0",
    "1e2": "100.0",
    "0.1": "0.1",
    "9007199254740993": "9007199254740993",
    "9223372036854775807": "9223372036854775807",
    "9223372036854775808": "9.2233720368547758e+18",
    "-9223372036854775808": "-9223372036854775808",
    "18446744073709551616": "1.8446744073709552e+19",
    "1e18": "1.0e+18",
    true: "1",
    '"5.0"': "5.0",
  };
  for (const [number, text] of Object.entries(printed)) {
    const { id } = await app.create("notes", { printed: text });
    const values = [`{"n":${number}}`, id];
    await app.context.database.run(`UPDATE "notes" SET "meta" = ? WHERE "id" = ?`, values);
  }
  const matches = async (filter: string): Promise<number> => {
    const url = `/api/collections/notes/records?filter=${encodeURIComponent(filter)}`;
    return ((await app.request("GET", url, { token })).json as { totalItems: number }).totalItems;
  };
  const count = Object.keys(printed).length;
  expect(await matches("meta.n ~ printed")).toBe(count);
  expect(await matches("printed ~ meta.n")).toBe(count);
  expect(await matches("meta.n !~ printed")).toBe(0);
  expect(await matches("meta.n ~ '5.0'")).toBe(2);
  expect(await matches("meta.n ~ '9007199254740993'")).toBe(1);
  expect(await matches("meta.n = 5")).toBe(2);
});
