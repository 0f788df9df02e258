import { expect, test } from "bun:test";
import { inferValue } from "../../src/lib/infer-value.ts";

test.each<[string, string | number | boolean]>([
  ["", ""],
  ["true", true],
  ["false", false],
  ["True", "True"],
  ["0", 0],
  ["-5.25", -5.25],
  ["12345678901234567890", "12345678901234567890"],
  ["100000000000000000000", 100000000000000000000],
  ["0.000000001", 0.000000001],
  ["0.0", "0.0"],
  ["0001", "0001"],
  ["1e5", "1e5"],
  ["+1", "+1"],
  [".5", ".5"],
  ["5.", "5."],
  ["1.2.3", "1.2.3"],
  ["-", "-"],
  ["Infinity", "Infinity"],
  [" 1", " 1"],
  ['{"a":1}', '{"a":1}'],
])("the form value %p means %p", (text, value) => {
  expect<unknown>(inferValue(text)).toBe(value);
});
