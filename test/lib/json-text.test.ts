import { expect, test } from "bun:test";
import { MAX_JSON_DEPTH } from "../../src/lib/json-depth.ts";
import { isJson, jsonText, stringifyJson } from "../../src/lib/json-text.ts";

test.each<[unknown, string]>([
  [null, "null"],
  [undefined, "null"],
  ["<a & b>\u2028", '"\\u003ca \\u0026 b\\u003e\\u2028"'],
  [{ b: [1, { d: 1, c: 2 }], a: null }, '{"a":null,"b":[1,{"c":2,"d":1}]}'],
  [{ 9: 1, 10: 2, a: 3 }, '{"10":2,"9":1,"a":3}'],
  [{ a: undefined, b: () => 1 }, "{}"],
  [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
  [[1e21, 1e-7, 1.5, -0], "[1e+21,1e-7,1.5,-0]"],
  ["half \ud800 pair", '"half \ufffd pair"'],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
])("jsonText(%p) is %s", (value, text) => expect(jsonText(value)).toBe(text));

test("answers keep the order of keys", () => {
  expect(stringifyJson({ b: "<", a: 1 })).toBe('{"b":"\\u003c","a":1}');
});

test("isJson", () => {
  expect([isJson("1"), isJson("[1,]"), isJson("{}"), isJson("")]).toEqual([true, false, true, false]);
});

test("values as deep as JSON may be are written", () => {
  const text = `${'{"a":['.repeat(MAX_JSON_DEPTH / 2)}${"]}".repeat(MAX_JSON_DEPTH / 2)}`;
  expect(jsonText(JSON.parse(text)) === text).toBe(true);
  expect([isJson(text), isJson(`[${text}]`)]).toEqual([true, false]);
});
