import { expect, test } from "bun:test";
import { JsonScan, MAX_JSON_VALUES } from "../../src/lib/json-scan.ts";
import { parseLargeJson } from "../../src/lib/large-json.ts";
import { LimitError } from "../../src/lib/limit-error.ts";
import { TimeSlicer } from "../../src/lib/time-slicer.ts";
import { failure } from "../support/failure.ts";

function scan(text: string, maxValues = MAX_JSON_VALUES): Promise<number | null> {
  return new JsonScan(text, { maxValues }).run(new TimeSlicer());
}

function parse(text: string): Promise<unknown> {
  return parseLargeJson(text, { limits: { maxValues: MAX_JSON_VALUES }, turns: new TimeSlicer() });
}

test.each([
  ['{"a":"}\\"]","b":[1,{"c":2}]} rest', 28],
  ["[[],[ ],{}]x", 11],
  [" \n[1]", 5],
  ["[1", null],
  ["1 []", null],
  ["", null],
])("%p ends at %p", async (text, end) => {
  expect(await scan(text)).toBe(end);
});

test.each([
  ["[1,2,3]", 3],
  ["[[],[],[]]", 3],
  ['{"a":1,"b":[1,2],"c":{}}', 5],
  ['["1,2,3,4",{"a,b,c":"[,,,]"}]', 3],
  ["[ ]", 0],
])("%s has that many values", async (text, values) => {
  expect(await scan(text, values)).toBe(text.length);
  if (values > 0) expect(await failure(scan(text, values - 1))).toBeInstanceOf(LimitError);
});

test("as many values as fit in a JSON field of 1 MiB are taken", async () => {
  const items = `${"1,".repeat(MAX_JSON_VALUES - 1)}1`;
  expect(await parse(`[${items}]`)).toHaveLength(MAX_JSON_VALUES);
  expect(await failure(parse(`[${items},1]`))).toMatchObject({
    message: "JSON must not have more than 524,288 values",
  });
});

test.each([
  ["names", `{${Array.from({ length: 50_001 }, (_, index) => `"n${index}":1`).join()}}`, "50,000 different names"],
  ["escapes", `["${"\\n".repeat(2_000_001)}"]`, "2,000,000 escaped characters"],
  ["digits", `[${"1".repeat(10_001)}${" ".repeat(256 * 1024)}]`, "10,000 digits"],
  ["levels", "[".repeat(100_000), "10000 levels"],
])("too many %s are refused by a message that names the limit", async (_, text, limit) => {
  const error = await failure(parse(text));
  expect(error).toBeInstanceOf(LimitError);
  expect(String(error)).toContain(limit);
});

test("a name may be there as often as there may be values", async () => {
  const objects = `[${'{"a":1},'.repeat(60_000)}{"b":2}]`;
  expect(await parse(objects)).toHaveLength(60_001);
});

test("long texts are parsed as short ones, with whatever follows", async () => {
  const value = { text: "a".repeat(100_000), list: ["\ud83d\ude00", '\\"', 1.5, null], half: "x" };
  expect(await parse(JSON.stringify(value).replace('"x"', '"\\ud83d"') + " {")).toEqual({ ...value, half: "\ufffd" });
  expect(await failure(parse(`{"a":"${"b".repeat(100_000)}"`))).toBeInstanceOf(SyntaxError);
  expect(await failure(parse(`{"a":1e999,"b":"${"b".repeat(100_000)}"}`))).toBeInstanceOf(SyntaxError);
});

test("a long string with many escapes, and one that is not closed, are looked through once", async () => {
  const escapes = '\\n\\"\\\\'.repeat(300_000);
  const startedMs = performance.now();
  expect(await scan(`["${escapes}"] rest`)).toBe(4 + escapes.length);
  expect(await scan(`["${escapes}`)).toBeNull();
  expect(await scan(`["${escapes}\\`)).toBeNull();
  expect(await scan(`["${"\\n".repeat(900_000)}`)).toBeNull();
  // Some milliseconds; minutes where each escape has the rest looked through.
  expect(performance.now() - startedMs).toBeLessThan(20_000);
});

test("others have their turn while a long text is looked through", async () => {
  let turns = 0;
  const pause = (): null => ((turns += 1), null);
  await new JsonScan(`[${"1,".repeat(500_000)}1]`, { maxValues: 1_000_000 }).run({ pause });
  expect(turns).toBeGreaterThan(100);
});

test("as many strings of two characters as fit in a JSON field of 1 MiB are taken, many more are not", async () => {
  const list = (count: number): string => `[${'"ab",'.repeat(count - 1)}"cd"]`;
  const most = Math.floor(MAX_JSON_VALUES / 2.5);
  expect(list(most).length).toBeGreaterThanOrEqual(2 ** 20);
  expect(await scan(list(most))).toBe(list(most).length);
  expect(await failure(scan(list(most + 10)))).toMatchObject({
    message: "JSON must not have more than 209,715 strings of two characters or more",
  });
  // Shorter ones take no time, and names are limited on their own.
  const short = `[${'"a","",'.repeat(200_000)}1]`;
  expect(await scan(short)).toBe(short.length);
  const names = `[${'{"name" : 1},'.repeat(250_000)}{}]`;
  expect(await scan(names)).toBe(names.length);
});
