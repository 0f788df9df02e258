import { expect, test } from "bun:test";
import { watchEngine } from "../../../src/database/watch-engine.ts";
import { inTransaction } from "../../../src/model/context.ts";
import { deleteRecord } from "../../../src/model/records/delete.ts";
import { newRecord, setValue } from "../../../src/model/records/record-values.ts";
import { saveRecord } from "../../../src/model/records/save.ts";
import { silentLog, testApp, type TestApp } from "../../support/test-app.ts";
import { createCollection } from "./create-collection.ts";

/** More than are searched by one statement. */
const COLLECTIONS = 45;
/** More than are searched within the transaction. */
const MANY = 300;

const names = Array.from({ length: COLLECTIONS }, (_, number) => `c${String(number).padStart(2, "0")}`);

/** Authors, and collections with relations to them: every third deletes its records, the others unset theirs. */
async function manyCollections(): Promise<TestApp> {
  const app = await testApp();
  const { id } = await createCollection(app.context, { name: "authors" });
  for (const [number, name] of names.entries()) {
    const relation = { type: "relation", collectionId: id };
    const author = { name: "author", ...relation, cascadeDelete: number % 3 === 0 };
    await createCollection(app.context, { name, fields: [author, { name: "readers", ...relation, maxSelect: 3 }] });
  }
  return app;
}

async function authorsIn(app: TestApp, name: string): Promise<unknown[]> {
  return app.context.connection.all(`SELECT author, readers FROM ${name} ORDER BY id`);
}

test("what relates to a record is found in all of many collections, the large ones too", async () => {
  await using app = await manyCollections();
  const [one, two] = [await app.create("authors", {}), await app.create("authors", {})];
  await inTransaction(app.context, async ({ connection }) => {
    for (const name of ["c03", "c04", "c31"]) {
      const sql = `INSERT INTO ${name} (id, author, readers) VALUES (?, ?, '[]')`;
      for (let row = 0; row < MANY; row++) await connection.run(sql, [`row${row}`, two.id]);
    }
  });
  for (const name of names) await app.create(name, { author: one.id, readers: [two.id, one.id] });
  const order: string[] = [];
  app.context.hooks.onRecordAfterUpdateSuccess.bind({
    run: async (event) => {
      order.push(event.record.collection.name);
      await event.next();
    },
  });
  await deleteRecord(app.context, one);
  for (const [number, name] of names.entries()) {
    const left = (await authorsIn(app, name)).filter((row) => (row as { author: string }).author !== two.id);
    expect(left).toEqual(number % 3 === 0 ? [] : [{ author: "", readers: JSON.stringify([two.id]) }]);
  }
  expect([...new Set(order)]).toEqual([...new Set(order)].toSorted());
  expect(await authorsIn(app, "c31")).toHaveLength(MANY + 1);
});

test("what a hook of the cascade adds to a later collection is found, in small tables and in large ones", async () => {
  await using app = await manyCollections();
  const one = await app.create("authors", {});
  await inTransaction(app.context, async ({ connection }) => {
    for (let row = 0; row < MANY; row++) {
      await connection.run("INSERT INTO c06 (id, author, readers) VALUES (?, '', '[]')", [`row${row}`]);
    }
  });
  await app.create("c00", { author: one.id });
  app.context.hooks.onRecordDelete.bind({
    tags: ["c00"],
    run: async (event) => {
      for (const name of ["c03", "c06", "c44"]) {
        const record = newRecord(app.collection(name));
        setValue(record, "author", one.id);
        await saveRecord(event.context, record, { validates: false });
      }
      await event.next();
    },
  });
  await deleteRecord(app.context, one);
  const left = await Promise.all(names.map((name) => authorsIn(app, name)));
  expect(left.flat().filter((row) => (row as { author: string }).author === one.id)).toEqual([]);
  expect(await authorsIn(app, "c06")).toHaveLength(MANY);
});

test("collections that the same transaction has made are searched", async () => {
  await using app = await manyCollections();
  const one = await app.create("authors", {});
  await inTransaction(app.context, async (inner) => {
    const author = { name: "author", type: "relation", collectionId: one.collection.id, cascadeDelete: true };
    const made = await createCollection(inner, { name: "a_new_one", fields: [author] });
    const record = newRecord(made);
    setValue(record, "author", one.id);
    await saveRecord(inner, record);
    await deleteRecord(inner, one);
  });
  expect(await app.context.connection.all("SELECT id FROM a_new_one")).toEqual([]);
});

test("where each of many collections has something, none is searched again for each of the others", async () => {
  await using app = await manyCollections();
  const one = await app.create("authors", {});
  for (const name of names) await app.create(name, { author: one.id, readers: [one.id] });
  const statements: string[] = [];
  const log = { ...silentLog, debug: (statement: string) => void statements.push(statement) };
  const database = watchEngine(app.context.database, null, log);
  await deleteRecord({ ...app.context, database, connection: database }, one);
  const searches = statements.flatMap((statement) => statement.match(/ AS reference,/g) ?? []);
  const relations = COLLECTIONS * 2;
  expect(searches.length).toBeGreaterThanOrEqual(relations);
  expect(searches.length).toBeLessThan(relations * 3);
  expect((await Promise.all(names.map((name) => authorsIn(app, name)))).flat()).toEqual(
    names.filter((_, number) => number % 3 !== 0).map(() => ({ author: "", readers: "[]" })),
  );
});
