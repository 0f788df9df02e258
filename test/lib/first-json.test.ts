import { expect, test } from "bun:test";
import { JsonDepthError, MAX_JSON_DEPTH } from "../../src/lib/json-depth.ts";
import { parseFirstJson } from "../../src/lib/first-json.ts";

test("what follows the first value is not looked at, as in Go", () => {
  expect(parseFirstJson('{"a":"}{\\"","b":[1,{}]} rest')).toEqual({ a: '}{"', b: [1, {}] });
  expect(parseFirstJson(" [1] [2]")).toEqual([1]);
});

test.each(["", " ", "{", '{"a":', "rest", '"text" rest', "{]}", '{"a":1]'])("%p is broken", (text) => {
  expect(() => parseFirstJson(text)).toThrow(SyntaxError);
});

test("numbers that are too large for Go are broken", () => {
  for (const number of ["1e400", "-1E+400", "1".repeat(400)]) {
    expect(() => parseFirstJson(`{"a":[${number}]}`)).toThrow("too large");
  }
  expect(parseFirstJson('{"a":1e300,"b":"1e400"}')).toEqual({ a: 1e300, b: "1e400" });
});

test("half of a surrogate pair is U+FFFD, as Go reads it", () => {
  const text = String.raw`{"a":["\ud800",{"\udc00x":"\ud83d\ude00"}],"__proto__":"\uD800"}`;
  const value = parseFirstJson(text) as Record<string, unknown>;
  expect(value["a"]).toEqual(["\ufffd", { "\ufffdx": "\u{1f600}" }]);
  expect(Object.entries(value).at(-1)).toEqual(["__proto__", "\ufffd"]);
});

test("what is nested too deeply is broken, strings aside", () => {
  const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
  expect(() => parseFirstJson(nested(MAX_JSON_DEPTH))).not.toThrow();
  expect(() => parseFirstJson(nested(MAX_JSON_DEPTH + 1))).toThrow(JsonDepthError);
  expect(() => parseFirstJson('{"a":'.repeat(1_000_000))).toThrow(JsonDepthError);
  const text = `\\"${"[".repeat(MAX_JSON_DEPTH * 3)}\\\\`;
  expect(parseFirstJson(`["${text}"]`)).toEqual([JSON.parse(`"${text}"`)]);
});
