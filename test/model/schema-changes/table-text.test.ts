import { expect, test } from "bun:test";
import type { Engine } from "../../../src/database/engine.ts";
import type { Collection } from "../../../src/model/collections/collection.ts";
import { saveCollection } from "../../../src/model/schema-changes/save-collection.ts";
import { testApp } from "../../support/test-app.ts";
import { isOnPostgres } from "../../support/test-database.ts";

async function definitions(database: Engine, table: string): Promise<string[]> {
  const sql = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY name";
  return (await database.all<{ sql: string }>(sql, [table])).map((row) => row.sql);
}

test.skipIf(isOnPostgres)("tables, indexes and views have the text that PocketBase gives them", async () => {
  await using world = await testApp({ fixture: "world" });
  await using app = await testApp();
  const { context } = app;
  const without = (collection: Collection, ...names: string[]): Collection => {
    return { ...collection, fields: collection.fields.filter(({ name }) => !names.includes(name)) };
  };
  const [teams, authors] = [world.collection("teams"), world.collection("authors")];
  // PocketBase's world was made in these steps.
  await saveCollection(context, { ...without(teams, "lead", "members"), updateRule: null }, null);
  await saveCollection(context, without(authors, "friends"), null);
  await saveCollection(context, authors, app.collection("authors"));
  await saveCollection(context, teams, app.collection("teams"));
  await saveCollection(context, { ...world.collection("posts"), listRule: null }, null);
  await saveCollection(context, world.collection("comments"), null);
  await saveCollection(context, world.collection("stats"), null);
  for (const name of ["teams", "authors", "posts", "comments", "stats"]) {
    expect(await definitions(context.database, name)).toEqual(await definitions(world.context.database, name));
  }
});
