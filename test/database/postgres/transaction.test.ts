import { expect, test } from "bun:test";
import type { PostgresConnection } from "../../../src/database/postgres/connection.ts";
import { PostgresTransaction } from "../../../src/database/postgres/transaction.ts";

test("a transaction of which the server refuses a savepoint ends, and can't be committed without what it wrote before", async () => {
  const sent: string[] = [];
  const connection = {
    isBroken: false,
    send: async (sql: string) => void sent.push(sql),
    async query(sql: string) {
      sent.push(sql);
      if (sql.startsWith("SAVEPOINT")) throw new Error("out of memory");
      return [];
    },
  } as unknown as PostgresConnection;
  const transaction = new PostgresTransaction({ connection, schemaName: "public", wrote: () => {} });
  await transaction.run("INSERT INTO posts (id) SELECT id FROM old_posts");
  expect(await transaction.run("SAVEPOINT a").catch(String)).toBe("Error: out of memory");
  const ended = "Error: the transaction has ended, as the server refused a savepoint of it";
  expect(await transaction.run("INSERT INTO posts (id) SELECT id FROM new_posts").catch(String)).toBe(ended);
  expect(await transaction.commit(null).catch(String)).toBe(ended);
  await transaction.rollback();
  expect(sent.filter((sql) => /^(?:BEGIN|COMMIT|ROLLBACK)/.test(sql))).toEqual(["BEGIN", "ROLLBACK"]);
});
