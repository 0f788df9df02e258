import { expect, test } from "bun:test";
import { parseCollection } from "../../../src/model/collections/parse-collection.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import { testApp } from "../../support/test-app.ts";

test("changes that started from the same version follow each other without breaking the table", async () => {
  await using app = await testApp({ fixture: "world" });
  const { context } = app;
  const original = app.collection("teams");
  const renamed = (name: string) =>
    parseCollection(
      { fields: original.fields.map((field) => (field.name === "site" ? { ...field, name } : field)) },
      original,
    );
  const rows = await context.database.all("SELECT id, site FROM teams ORDER BY id");
  await Promise.all([
    saveCollection(context, renamed("page"), original),
    saveCollection(context, renamed("address"), original),
  ]);
  // PostgreSQL takes them in any order.
  const [last, ...others] = app.collection("teams").fields.filter(({ name }) => name === "page" || name === "address");
  expect(others).toEqual([]);
  expect(await context.database.all(`SELECT id, ${last?.name} AS site FROM teams ORDER BY id`)).toEqual(rows);
});

test("a new collection is there for others as soon as its creation resolves", async () => {
  await using app = await testApp();
  const { context } = app;
  for (const name of ["one", "two", "three"]) {
    const blank = { ...app.collection("users"), id: "", name, fields: [], indexes: [], system: false } as const;
    await saveCollection(context, blank, null);
    expect(app.collection(name).name).toBe(name);
  }
});
