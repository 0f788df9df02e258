import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import {
  toDynamic,
  toNumber,
  toNumberOnly,
  toPattern,
  toRealText,
  toText,
  toTruth,
} from "../../../src/database/postgres/convert-parameters.ts";

/** Of a third SQLite itself gets the last digit wrong. */
const NUMBERS = [
  0,
  1,
  -1,
  10,
  0.1,
  0.2,
  0.5,
  -2.25,
  100.07,
  -0.6666666666666666,
  0.30000000000000004,
  123456.78901234567,
  123456789012,
  1e14,
  1e15,
  1e16,
  1e17,
  1e20,
  1e22,
  1e23,
  123456789012345680,
  1e-4,
  1e-5,
  1e-7,
  0.00012345678901234567,
  1.7976931348623157e308,
  9007199254740991,
  100000000000000.25,
  -1e-9,
  Infinity,
  -Infinity,
];

test.each(NUMBERS)("%p becomes the text that SQLite makes of it", (value) => {
  using database = new Database(":memory:");
  const read = (sql: string) => database.query<{ text: string }, [number]>(sql).get(value)?.text ?? null;
  expect(toRealText(value)).toBe(read("SELECT CAST(? + 0.0 AS TEXT) AS text"));
  expect(toText(value)).toBe(read("SELECT CAST(? AS TEXT) AS text"));
});

test.each(["1", " 5 ", "-2", "1e2", ".5", "5.", "+7", "1x", "", "x", "0x10", "1e", "٣"])(
  "%p is as much of a number as in SQLite",
  (value) => {
    using database = new Database(":memory:");
    database.run("CREATE TABLE numbers (value NUMERIC)");
    database.run("INSERT INTO numbers VALUES (?)", [value]);
    const row = database
      .query<{ kind: string; value: number }, []>("SELECT typeof(value) AS kind, value FROM numbers")
      .get();
    expect(toNumber(value)).toBe(row?.kind === "text" ? NaN : (row?.value ?? null));
    const truth = database.query<{ truth: number }, [string]>("SELECT ? IS TRUE AS truth").get(value);
    expect(toTruth(value)).toBe(truth?.truth === 1);
  },
);

test("texts are no numbers without affinity, and truths are", () => {
  expect(toNumberOnly("1")).toBeNaN();
  expect([toNumberOnly(true), toNumberOnly(null), toNumberOnly(NaN), toNumberOnly(2n)]).toEqual([1, null, null, 2]);
});

test("a dynamic value keeps quotes and backslashes, and loses what no text can hold", () => {
  expect(toDynamic('a"\\b,(')).toBe('(,"a\\"\\\\b,(")');
  expect([toDynamic(""), toDynamic(1.5), toDynamic(false), toDynamic(null)]).toEqual(['(,"")', "(1.5,)", "(0,)", null]);
  expect(toDynamic("a\0b\ud800")).toBe('(,"ab\ufffd")');
});

test("a pattern that ends in an escape matches nothing", () => {
  expect(toPattern("%a\\\\")).toBe("%a\\\\");
  expect(toPattern("%a\\")).not.toContain("%");
});
