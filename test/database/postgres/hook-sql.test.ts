// SQL as hook files of PocketBase have it.
import { expect, test } from "bun:test";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

test("names in backticks are names, and an insert into any table tells a number", async () => {
  await using server = await PostgresServer.start();
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  await engine.run("CREATE TABLE `Own things` (`a?` int)");
  await engine.run("CREATE TABLE counted (n int GENERATED ALWAYS AS IDENTITY, a int)");
  const numbers = await engine.transaction(async (transaction) => {
    const last = (): Promise<unknown> => transaction.get(`SELECT ${transaction.dialect.expressions.lastRowId} AS id`);
    await transaction.run("INSERT INTO `Own things` (`a?`) VALUES (?)", [7]);
    const none = await last();
    await transaction.run("INSERT INTO counted (a) VALUES (?), (?)", [1, 2]);
    return [none, await last()];
  });
  expect(numbers).toEqual([{ id: 0 }, { id: 2 }]);
  while (engine.versionOfTable("counted") === null) await Bun.sleep(1);
  const before = engine.versionOf("SELECT * FROM counted WHERE ?");
  await engine.run("UPDATE `Own things` SET `a?` = ?", [8]);
  expect(engine.versionOf("SELECT * FROM counted WHERE ?")).toBe(before);
  const sql = "SELECT `Own things`.`a?`, '`?`' AS b FROM `Own things` WHERE `a?` = ?";
  expect(await engine.all(sql, [8])).toEqual([{ "a?": 8, b: "`?`" }]);
  await engine.close();
});
