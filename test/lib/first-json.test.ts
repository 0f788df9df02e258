import { expect, test } from "bun:test";
import { parseFirstJson } from "../../src/lib/first-json.ts";

test("what follows the first value is not looked at, as in Go", () => {
  expect(parseFirstJson('{"a":"}{\\"","b":[1,{}]} rest')).toEqual({ a: '}{"', b: [1, {}] });
  expect(parseFirstJson(" [1] [2]")).toEqual([1]);
});

test.each(["", " ", "{", '{"a":', "rest", '"text" rest', "{]}", '{"a":1]'])("%p is broken", (text) => {
  expect(() => parseFirstJson(text)).toThrow(SyntaxError);
});
