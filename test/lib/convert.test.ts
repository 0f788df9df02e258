import { describe, expect, test } from "bun:test";
import { formatDecimal, formatShortest, toBoolean, toNumber, toText, toTextList } from "../../src/lib/convert.ts";

describe("toText", () => {
  test.each<[unknown, string]>([
    ["a", "a"],
    [5, "5"],
    [1.5, "1.5"],
    [-0.25, "-0.25"],
    [1e21, "1000000000000000000000"],
    [1.5e-7, "0.00000015"],
    [true, "true"],
    [null, ""],
    [undefined, ""],
    [{ a: 1 }, ""],
    [[1, 2], ""],
    [10n, "10"],
    [new TextEncoder().encode("bytes"), "bytes"],
  ])("%p is %p", (raw, text) => expect(toText(raw)).toBe(text));
});

describe("toBoolean", () => {
  test.each<[unknown, boolean]>([
    [true, true],
    ["true", true],
    ["True", true],
    ["TRUE", true],
    ["t", true],
    ["1", true],
    [1, true],
    [-1, true],
    [1n, true],
    ["yes", false],
    ["tRUE", false],
    ["", false],
    [0, false],
    [NaN, false],
    [null, false],
    [[true], false],
  ])("%p is %p", (raw, value) => expect(toBoolean(raw)).toBe(value));
});

describe("toNumber", () => {
  test.each<[unknown, number]>([
    [3.5, 3.5],
    ["12", 12],
    ["-1.5", -1.5],
    ["+2", 2],
    ["1e3", 1000],
    [".5", 0.5],
    ["5.", 5],
    ["1_000", 1000],
    ["1e400", 0],
    [" 1", 0],
    ["1 ", 0],
    ["0x10", 0],
    ["abc", 0],
    ["", 0],
    ["Inf", Infinity],
    ["-infinity", -Infinity],
    [true, 1],
    [false, 0],
    [null, 0],
    [[1], 0],
    [7n, 7],
  ])("%p is %p", (raw, value) => expect(toNumber(raw)).toBe(value));

  test("NaN is kept for validation to refuse", () => expect(toNumber("nan")).toBeNaN());
});

describe("toTextList", () => {
  test.each<[unknown, string[]]>([
    [null, []],
    ["", []],
    ["a", ["a"]],
    [5, ["5"]],
    [false, ["false"]],
    [{}, []],
    [
      ["a", "b", "a", "", 1, null, {}],
      ["a", "b", "1"],
    ],
    ['["a","b","a"]', ["a", "b"]],
    ["[]", []],
    ["[broken", ["[broken"]],
    ['{"a":"["}', ['{"a":"["}']],
    ['[null,"a"]', ["a"]],
    ['[1,"a"]', ["a", '[1,"a"]']],
  ])("%p is %p", (raw, list) => expect(toTextList(raw)).toEqual(list));
});

test.each<[number, string]>([
  [0, "0"],
  [100, "100"],
  [1e21, "1000000000000000000000"],
  [-1.25e22, "-12500000000000000000000"],
  [1e-7, "0.0000001"],
  [Infinity, "+Inf"],
])("formatDecimal(%p) is %p", (value, text) => expect(formatDecimal(value)).toBe(text));

test.each<[number, string]>([
  [0, "0"],
  [5, "5"],
  [1.5, "1.5"],
  [999999, "999999"],
  [1000000, "1e+06"],
  [123456789, "1.23456789e+08"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
])("formatShortest(%p) is %p", (value, text) => expect(formatShortest(value)).toBe(text));
