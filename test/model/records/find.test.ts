import { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";
import { join } from "node:path";
import type { SqlValue } from "../../../src/database/engine.ts";
import { findRecordByField } from "../../../src/model/records/find.ts";
import { isOnPostgres } from "../../support/test-database.ts";
import { testApp, type TestApp } from "../../support/test-app.ts";

/** How the engine finds what `findRecordByField` asks for. */
async function planOf(app: TestApp, ignoreCase: boolean): Promise<string> {
  const { database } = app.context;
  const get = spyOn(database, "get");
  const record = await findRecordByField(app.context, app.collection("users"), {
    field: "email",
    value: ignoreCase ? "ME@example.com" : "me@example.com",
    ignoreCase,
  });
  expect(record?.text("email")).toBe("me@example.com");
  const [sql = "", parameters] = get.mock.calls.at(-1) ?? [];
  get.mockRestore();
  using file = new Database(join(app.context.options.dataDir, "data.db"), { readonly: true });
  const rows = file.query<{ detail: string }, SqlValue[]>(`EXPLAIN QUERY PLAN ${sql}`).all(...(parameters ?? []));
  return rows.map(({ detail }) => detail).join("\n");
}

test.skipIf(isOnPostgres)("records are found by email through the index, which leaves out empty ones", async () => {
  await using app = await testApp();
  await app.create("users", { email: "me@example.com", password: "1234567890" });
  expect(await planOf(app, false)).toContain("SEARCH users USING INDEX");
  await app.context.database.run(
    `CREATE UNIQUE INDEX "by_email" ON "users" ("email" COLLATE NOCASE) WHERE "email" != ''`,
  );
  expect(await planOf(app, true)).toContain("SEARCH users USING INDEX by_email");
});

test("an empty value is found too", async () => {
  await using app = await testApp();
  const user = await app.create("users", { email: "me@example.com", password: "1234567890" });
  const find = { field: "name", value: "" };
  expect((await findRecordByField(app.context, app.collection("users"), find))?.id).toBe(user.id);
});
