import { expect, test } from "bun:test";
import { isUnchanged, meetsPreconditions, requestedRanges } from "../../src/lib/conditional-request.ts";

const MODIFIED = "Wed, 21 Oct 2026 07:28:00 GMT";
const EARLIER = "Wed, 21 Oct 2026 07:27:59 GMT";
const modifiedSeconds = Date.parse(MODIFIED) / 1000;

test.each([
  ["bytes=0-9", [[0, 10]]],
  ["bytes=90-", [[90, 100]]],
  ["bytes=-5", [[95, 100]]],
  ["bytes=-500", [[0, 100]]],
  ["bytes=90-500", [[90, 100]]],
  [
    "bytes=0-0, 50-59",
    [
      [0, 1],
      [50, 60],
    ],
  ],
  ["bytes=0-9,200-300", [[0, 10]]],
  // Together more than there is: the whole.
  ["bytes=0-99,0-99", []],
  ["", []],
  ["bytes=100-", "outside"],
  ["bytes=200-300", "outside"],
  ["bytes=5-4", "invalid"],
  ["bytes=-", "invalid"],
  ["bytes=a-b", "invalid"],
  ["bytes=--5", "invalid"],
  ["items=0-1", "invalid"],
])("of 100 bytes, %p asks for %p", (range, expected) => {
  const found = requestedRanges(new Headers({ range }), { size: 100, modifiedSeconds });
  const ranges = typeof found === "string" ? found : found.map(({ start, end }) => [start, end]);
  expect(ranges).toEqual(expected as typeof ranges);
});

test("a range of nothing is the whole", () => {
  expect(requestedRanges(new Headers({ range: "bytes=0-" }), { size: 0, modifiedSeconds })).toEqual([]);
});

test("a range counts only for the version that the client has", () => {
  const ask = (ifRange: string) =>
    requestedRanges(new Headers({ range: "bytes=0-9", "if-range": ifRange }), { size: 100, modifiedSeconds });
  expect(ask(MODIFIED)).toHaveLength(1);
  expect(ask(EARLIER)).toEqual([]);
  expect(ask('"tag"')).toEqual([]);
});

test.each([
  [{ "if-modified-since": MODIFIED }, true],
  [{ "if-modified-since": EARLIER }, false],
  [{ "if-modified-since": "2099" }, false],
  [{ "if-none-match": "*" }, true],
  [{ "if-none-match": '"tag"', "if-modified-since": MODIFIED }, false],
])("%p: unchanged is %p", (headers, expected) => {
  expect(isUnchanged(new Headers(headers), modifiedSeconds)).toBe(expected);
});

test.each([
  [{ "if-match": '"tag"' }, false],
  [{ "if-match": "*", "if-unmodified-since": EARLIER }, true],
  [{ "if-unmodified-since": EARLIER }, false],
  [{ "if-unmodified-since": MODIFIED }, true],
])("%p: answered is %p", (headers, expected) => {
  expect(meetsPreconditions(new Headers(headers), modifiedSeconds)).toBe(expected);
});

test("1,000 ranges are taken, more are the whole", () => {
  const asked = (count: number) =>
    requestedRanges(new Headers({ range: `bytes=${"1-1,".repeat(count - 1)}1-1` }), { size: 5_000, modifiedSeconds });
  expect(asked(1_000)).toHaveLength(1_000);
  expect(asked(1_001)).toEqual([]);
});
