import { describe, expect, test } from "bun:test";
import { scanFilter } from "../../../src/lib/filter/scan.ts";
import { FilterSyntaxError } from "../../../src/lib/filter/token.ts";

describe("scanFilter", () => {
  test("finds names, calls, texts, numbers and marks", () => {
    const { tokens } = scanFilter(`a.b:lower ?!~ 'x' && f(-1.5, "y") || (@now>=#c)`);
    const words = tokens.map((token) => ("name" in token ? token.name : "value" in token ? token.value : token.text));
    expect(words).toEqual([
      "a.b:lower",
      "?!~",
      "x",
      "&&",
      "f",
      -1.5,
      ",",
      "y",
      ")",
      "||",
      "(",
      "@now",
      ">=",
      "#c",
      ")",
    ]);
  });

  test("gives one shape to filters that differ in literals, white space and comments only", () => {
    const { shape, literals } = scanFilter("title='a' // first\n&& views > 10");
    expect(scanFilter(`title  = "other"\t&& views>2.5`).shape).toBe(shape);
    expect(literals).toEqual(["a", 10]);
  });

  test.each([
    ["an empty text", "a = ''"],
    ["a number", "a = 1"],
    ["a name", "a = b"],
    ["an operator", "a != 'x'"],
    ["a call", "a = f()"],
    ["a parenthesis", "(a = 'x')"],
  ])("%s makes another shape", (_what, filter) => {
    expect(scanFilter(filter).shape).not.toBe(scanFilter("a = 'x'").shape);
  });

  test.each([
    [String.raw`'it\'s'`, "it's"],
    [String.raw`"say \"hi\" \'x\'"`, `say "hi" 'x'`],
    [String.raw`'back\\slash'`, "back\\slash"],
    [String.raw`'end\\'`, "end\\"],
    [String.raw`'a\n\t\r'`, "a\n\t\r"],
    [String.raw`'50\% \d'`, String.raw`50\% \d`],
    [`'日本 🎉'`, "日本 🎉"],
  ])("reads the text %s", (text, value) => {
    expect(scanFilter(`a = ${text}`).literals).toEqual([value]);
  });

  test.each([
    ["007", 7],
    ["-0.5", -0.5],
    ["-.5", -0.5],
    ["9".repeat(400), 0],
  ])("reads the number %s", (text, value) => {
    expect(scanFilter(text).literals).toEqual([value]);
  });

  test("ends at a NUL", () => {
    expect(scanFilter("a = 1\0 garbage $$$").shape).toBe(scanFilter("a = 1").shape);
  });

  test.each([
    "a = 'open",
    String.raw`a = 'escaped\'`,
    "a == 1",
    "a ?? 1",
    "a &&& b",
    "a & b",
    "a = 1.",
    "a = -",
    "a = .5",
    "a. = 1",
    "a: = 1",
    "@ = 1",
    "_ = 1",
    "a = 1; b",
    "a = $1",
    "a /* no */ = 1",
    "é = 1",
    "a = {:placeholder}",
  ])("refuses %s", (filter) => {
    expect(() => scanFilter(filter)).toThrow(FilterSyntaxError);
  });

  test("takes time in proportion to the text", () => {
    const started = performance.now();
    expect(scanFilter(`a = '${"x\\'".repeat(500_000)}'`).literals).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
