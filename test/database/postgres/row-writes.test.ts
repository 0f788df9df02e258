// Rows that are written at once share a transaction: what each writer hears, and what errors and locks of one are to others.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Engine, type SqlValue, UniqueConstraintError } from "../../../src/database/engine.ts";
import { postgresDialect } from "../../../src/database/postgres/dialect.ts";
import { openPostgres } from "../../../src/database/postgres/open.ts";
import type { RowColumn, RowWrite } from "../../../src/database/row-write.ts";
import { failure } from "../../support/failure.ts";
import { PostgresServer } from "../../support/postgres-server.ts";
import { silentLog } from "../../support/test-app.ts";

const { schema, severalRows } = postgresDialect;

const COLUMNS: readonly RowColumn[] = [
  { name: "id", kind: "id" },
  { name: "title", kind: "text" },
  { name: "n", kind: "number" },
  { name: "done", kind: "boolean" },
  { name: "data", kind: "json" },
  { name: "tags", kind: "jsonArray" },
];
const NAMES = COLUMNS.map(({ name }) => `"${name}"`).join(", ");
const INSERT: RowWrite = {
  kind: "insert",
  one: `INSERT INTO "posts" (${NAMES}) VALUES (?, ?, ?, ?, ?, ?)`,
  several: severalRows?.insert("posts", COLUMNS) ?? "",
};
const CHANGED: readonly RowColumn[] = [
  { name: "title", kind: "text" },
  { name: "data", kind: "json" },
];
const UPDATE: RowWrite = {
  kind: "update",
  one: `UPDATE "posts" SET "title" = ?, "data" = ? WHERE id = ?`,
  several: severalRows?.update("posts", CHANGED) ?? "",
};
const VALUES: readonly (readonly SqlValue[])[] = [
  ["", 0, false, null, "[]"],
  [`"\\{},NULL`, -1.5, true, ` {"a": "\\"", "b":1.0}`, `["x","y\\\\"]`],
  ["NULL", 1e300, false, '"null"', '["NULL"]'],
  ["Ä\0\n'\ud800 🎉", 2 ** 53, true, "[1,2]", '["{}"]'],
];

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

async function open(): Promise<Engine & AsyncDisposable> {
  const url = await server.createDatabase();
  const engine = await openPostgres({ url, schemaName: "public", queryTimeoutMs: 30_000, log: silentLog });
  const columns = COLUMNS.map(({ name, kind }) => ({ name, definition: schema.column(kind) }));
  await engine.run(schema.createTable("posts", columns));
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}

async function write(engine: Engine, row: RowWrite, parameters: readonly SqlValue[]): Promise<number> {
  return (await engine.rowWriter.write(row, parameters, { told: null, orderKey: "" })).changes;
}

const insert = (engine: Engine, id: string, values: readonly SqlValue[] = VALUES[0] ?? []): Promise<number> =>
  write(engine, INSERT, [id, ...values]);
const rows = (engine: Engine): Promise<object[]> => engine.all(`SELECT ${NAMES} FROM "posts" ORDER BY "_rowid_"`);

describe("rows that are written at once", () => {
  test("share commits, come in order, and are stored as single ones", async () => {
    await using engine = await open();
    for (const [index, values] of VALUES.entries()) await engine.run(INSERT.one, [`id${index}`, ...values]);
    const alone = await rows(engine);
    await engine.run(`DELETE FROM "posts"`);
    const before = engine.figures().commits;
    expect(await Promise.all(VALUES.map((values, index) => insert(engine, `id${index}`, values)))).toEqual([
      1, 1, 1, 1,
    ]);
    expect(engine.figures().commits - before).toBe(1);
    expect(await rows(engine)).toEqual(alone);
  });

  test("fail alone", async () => {
    await using engine = await open();
    await insert(engine, "taken");
    const bad = [`x`, "title", 0, false, "{no json", "[]"];
    const outcomes = await Promise.allSettled([
      ...["a", "taken", "b", "a"].map((id) => insert(engine, id)),
      write(engine, INSERT, bad),
      insert(engine, "c"),
    ]);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as Error] : []));
    expect(reasons).toHaveLength(3);
    expect(reasons.filter((reason) => reason instanceof UniqueConstraintError)).toHaveLength(2);
    const ids = (await rows(engine)).map((row) => (row as { id: string }).id);
    expect(ids.toSorted()).toEqual(["a", "b", "c", "taken"]);
  });

  test("are each changed as often as was asked, and who changes none hears that", async () => {
    await using engine = await open();
    await Promise.all(["a", "b", "c"].map((id) => insert(engine, id)));
    const change = (id: string, title: string): Promise<number> => write(engine, UPDATE, [title, '{"x":1}', id]);
    const changes = [change("a", "1"), change("absent", "2"), change("b", "3"), change("a", "1"), change("b\0", "3")];
    expect(await Promise.all(changes)).toEqual([1, 0, 1, 1, 1]);
    expect(await engine.all(`SELECT "id", "title", "data" FROM "posts" ORDER BY "id"`)).toEqual([
      { id: "a", title: "1", data: '{"x":1}' },
      { id: "b", title: "3", data: '{"x":1}' },
      { id: "c", title: "", data: null },
    ]);
  });

  test("do not wait for a lock that only one of them needs", async () => {
    await using engine = await open();
    await Promise.all(["held", "free"].map((id) => insert(engine, id)));
    const change = (id: string): Promise<number> => write(engine, UPDATE, ["changed", null, id]);
    let held: Promise<number> = Promise.resolve(0);
    let isHeldDone = false;
    await engine.transaction(async (transaction) => {
      await transaction.run(UPDATE.one, ["held", null, "held"]);
      held = change("held");
      void held.then(() => (isHeldDone = true));
      expect(await change("free")).toBe(1);
      expect(isHeldDone).toBe(false);
    });
    expect(await held).toBe(1);
  });

  test("are not written where the connection is lost before the commit", async () => {
    await using engine = await open();
    const stop = `CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
      CREATE TRIGGER stop BEFORE INSERT ON "posts" FOR EACH ROW WHEN (NEW.id = 'b') EXECUTE FUNCTION stop()`;
    await engine.runScript(stop, { maxRows: 1, timeoutMs: 5_000 });
    const outcomes = await Promise.all(["a", "b"].map((id) => failure(insert(engine, id))));
    expect(outcomes.every((error) => error instanceof Error)).toBe(true);
    expect(await rows(engine)).toEqual([]);
  });
});
