import { expect, test } from "bun:test";
import type { QueryFigures } from "../../../src/model/slow-queries/query-figures.ts";
import {
  addQueries,
  deleteQueries,
  listIndexes,
  listQueries,
  noteUsedIndexes,
  watchIndexes,
} from "../../../src/model/slow-queries/query-store.ts";
import { temporaryEngine } from "../../database/sqlite/temporary-engine.ts";

function figures(id: string, totalMs: number, longestMs = totalMs): QueryFigures {
  const shape = { kind: "list", collection: "c1", filter: "a = ?", rule: "", sort: "", sql: `SELECT ${id}` } as const;
  return { id, ...shape, runs: 2, totalMs, longestMs, scannedRows: 100, indexes: ["one"] };
}

test("figures of several instances and starts add up", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  expect(await listQueries(engine, 10)).toEqual([]);
  await addQueries(engine, [figures("a", 10), figures("b", 30)]);
  await Promise.all([addQueries(engine, [figures("a", 5, 4)]), addQueries(engine, [figures("a", 50, 40)])]);
  const stored = await listQueries(engine, 10);
  expect(stored.map(({ id, runs, totalMs, longestMs }) => [id, runs, totalMs, longestMs])).toEqual([
    ["a", 6, 65, 40],
    ["b", 2, 30, 30],
  ]);
  expect(stored[0]).toMatchObject({
    kind: "list",
    collection: "c1",
    filter: "a = ?",
    indexes: ["one"],
    scannedRows: 100,
  });
  await deleteQueries(engine);
  expect(await listQueries(engine, 10)).toEqual([]);
});

test("the costliest are kept, and what ran lately", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  await addQueries(engine, [figures("old", 1_000_000)]);
  await engine.run(`UPDATE "_queries" SET "lastSeen" = '2020-01-01 00:00:00.000Z'`);
  const many = Array.from({ length: 500 }, (_, number) => figures(`q${number}`, number));
  await addQueries(engine, many);
  const stored = await listQueries(engine, 1000);
  expect(stored.length).toBe(400);
  expect(stored[0]?.id).toBe("q499");
  expect(stored.at(-1)?.id).toBe("q100");
});

test("an index is watched from when it is there, and anew when it has changed", async () => {
  await using database = await temporaryEngine();
  const { engine } = database;
  const [one, two] = ["one", "two"].map((name) => ({ name, table: "t", sql: `CREATE INDEX ${name} ON t (a)` }));
  if (one === undefined || two === undefined) throw new Error("no indexes");
  await noteUsedIndexes(engine, ["one"]);
  expect(await listIndexes(engine)).toEqual([]);
  await watchIndexes(engine, [one, two]);
  await noteUsedIndexes(engine, ["one", "absent"]);
  const names = async (): Promise<string[]> =>
    (await listIndexes(engine)).map(({ name, lastUsed }) => (lastUsed === "" ? name : `${name}: used`));
  expect(await names()).toEqual(["one: used", "two"]);
  await watchIndexes(engine, [one, two]);
  expect(await names()).toEqual(["one: used", "two"]);
  await watchIndexes(engine, [{ ...one, sql: "CREATE INDEX one ON t (b)" }]);
  expect(await names()).toEqual(["one"]);
});
