import { expect, test } from "bun:test";
import type { PostgresConnection } from "../../../src/database/postgres/connection.ts";
import { PostgresTransaction } from "../../../src/database/postgres/transaction.ts";

const REFUSED = /SAVEPOINT|ROLLBACK TO/;

/** Notes what a transaction sends; its server has no memory for savepoints. */
function withoutSavepoints() {
  const sent: string[] = [];
  const take = async (sql: string) => {
    sent.push(sql);
    if (REFUSED.test(sql)) throw new Error("out of memory");
    return [];
  };
  const connection = { isBroken: false, send: take, query: take } as unknown as PostgresConnection;
  return { sent, transaction: new PostgresTransaction({ connection, schemaName: "public", wrote: () => {} }) };
}

const ENDED = "Error: the transaction has ended, as the server refused a savepoint of it";

test("a transaction of which the server refuses a savepoint ends, and can't be committed without what it wrote before", async () => {
  const { sent, transaction } = withoutSavepoints();
  await transaction.run("INSERT INTO posts (id) SELECT id FROM old_posts");
  expect(await transaction.run("SAVEPOINT a").catch(String)).toBe("Error: out of memory");
  expect(await transaction.run("INSERT INTO posts (id) SELECT id FROM new_posts").catch(String)).toBe(ENDED);
  expect(await transaction.commit(null).catch(String)).toBe(ENDED);
  await transaction.rollback();
  expect(sent.filter((sql) => /^(?:BEGIN|COMMIT|ROLLBACK)/.test(sql))).toEqual(["BEGIN", "ROLLBACK"]);
});

test("so does one of which the server refuses the savepoint that undoes a failed statement", async () => {
  const { sent, transaction } = withoutSavepoints();
  await transaction.run("INSERT INTO posts (id) SELECT id FROM old_posts");
  const insert = transaction.run("INSERT INTO posts (id) SELECT id FROM new_posts");
  expect(await insert.catch(String)).toBe("Error: out of memory");
  expect(await transaction.run("SELECT 1").catch(String)).toBe(ENDED);
  expect(await transaction.commit(null).catch(String)).toBe(ENDED);
  await transaction.rollback();
  expect(sent.filter((sql) => /^(?:BEGIN|COMMIT|ROLLBACK$)/.test(sql))).toEqual(["BEGIN", "ROLLBACK"]);
});
