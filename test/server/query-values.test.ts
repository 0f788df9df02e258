import { expect, test } from "bun:test";
import { QueryValues, parseQuery } from "../../src/server/query-values.ts";

const PIECES = [
  "a",
  "b",
  "=",
  "&",
  "%41",
  "%",
  "+",
  ";",
  "?",
  "é",
  "\u{1f600}",
  "page",
  "1",
  "__proto__",
  "toString",
  "'",
  '"',
  "@",
];

test("first values are those of the parsed query, however it is written", () => {
  const values = new QueryValues();
  let seed = 7;
  const next = (count: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % count;
  };
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: next(12) }, () => PIECES[next(PIECES.length)]).join("");
    const url = `http://localhost/api?${text}`;
    const expected: Record<string, string> = {};
    for (const [name, value] of parseQuery(url)) if (!Object.hasOwn(expected, name)) expected[name] = value;
    expect(values.of(url), text).toEqual(expected);
  }
});
