import { expect, test } from "bun:test";
import { goJsonError, goJsonKind } from "../../src/lib/go-json-error.ts";

/** As PocketBase 0.39.11 told them of bodies. */
test.each([
  ["", "EOF"],
  ["   ", "EOF"],
  ["{", "unexpected EOF"],
  ["{bad", "invalid character 'b' looking for beginning of object key string"],
  ['{"s"', "unexpected EOF"],
  ['{"s":', "unexpected EOF"],
  ['{"s":"a"', "unexpected EOF"],
  ['{"s":"a",}', "invalid character '}' looking for beginning of object key string"],
  ['{"s":tru}', "invalid character '}' in literal true (expecting 'e')"],
  ['{"s":01}', "invalid character '1' after object key:value pair"],
  ['{"s":"\\x"}', "invalid character 'x' in string escape code"],
  ['{"s":"a\nb"}', "invalid character '\\n' in string literal"],
  ["{'s':1}", "invalid character '\\'' looking for beginning of object key string"],
  ["nul", "unexpected EOF"],
  ["[1,]", "invalid character ']' looking for beginning of value"],
  ["[1 2]", "invalid character '2' after array element"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"],
  ["-", "unexpected EOF"],
  ['{"s":1.}', "invalid character '}' after decimal point in numeric literal"],
  ['{"s":1e}', "invalid character '}' in exponent of numeric literal"],
  ["}", "invalid character '}' looking for beginning of value"],
  ['{"s":"\\u12"}', "invalid character '\"' in \\u hexadecimal character escape"],
  ['{"s":-x}', "invalid character 'x' in numeric literal"],
  ["+1", "invalid character '+' looking for beginning of value"],
])("what Go says of %j", (text, message) => {
  expect(goJsonError(text)).toBe(message);
});

test("a value that is nested too deeply ends no stack", () => {
  expect(goJsonError("[".repeat(1_000_000))).toBe("exceeded max depth");
});

test("Go's names of kinds of values", () => {
  expect([[], {}, "", 1, true, null].map(goJsonKind)).toEqual(["array", "object", "string", "number", "bool", "null"]);
});
