import { expect, test } from "bun:test";
import { splitOutside } from "../../../src/model/collections/split-outside.ts";

test.each([
  ["a, b,, c ", ",", ["a", "b", "c"]],
  ["f(a, g(b, ')')), 'x,y', `z,1`", ",", ["f(a, g(b, ')'))", "'x,y'", "`z,1`"]],
  ["a\tb c", " \t", ["a", "b", "c"]],
  ["(never closed, b", ",", ["(never closed, b"]],
  ["", ",", []],
] as const)("%s", (text, separators, parts) => {
  expect(splitOutside(text, separators)).toEqual([...parts]);
});
