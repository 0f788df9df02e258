import { describe, expect, test } from "bun:test";
import { compilePattern } from "../../../src/lib/regexp/compile-pattern.ts";
import { parsePattern } from "../../../src/lib/regexp/parse-pattern.ts";
import { randomTextOf } from "../../../src/lib/regexp/random-text-of.ts";

describe("matching", () => {
  test.each<[string, string[], string[]]>([
    ["^[a-z0-9]+$", ["abc", "a1"], ["", "aB", "ab\n"]],
    ["b", ["abc"], ["ac"]],
    ["^(a+)+$", ["aaa"], ["aab"]],
    ["(?i)hello|world$", ["xHELLO", "WORLD"], ["world!"]],
    ["(?i:a)b", ["Ab"], ["AB"]],
    // As Go folds cases: one character for one.
    ["(?i)^[a-z]$", ["ſ", "K"], ["İ", "ß"]],
    ["(?i)^ſ$", ["S", "s"], ["ß"]],
    ["a{2,3}", ["aa"], ["a"]],
    ["^a{2}$", ["aa"], ["a", "aaa"]],
    ["^(ab|cd){2}$", ["abcd"], ["abc"]],
    [String.raw`\bfoo\b`, ["a foo b"], ["afoo"]],
    ["^.$", ["é", "😀"], ["\n", "ab"]],
    ["(?s)^.$", ["\n"], [""]],
    ["(?m)^b$", ["a\nb\nc"], ["ab"]],
    [String.raw`^[[:alpha:]]\pL\p{Greek}$`, ["aéα"], ["1éα", "aéa"]],
    [String.raw`^\d\D\w\W\s\S$`, ["1aa- b"], ["aaa- b"]],
    [String.raw`^[^\d]$`, ["a"], ["1"]],
    [String.raw`^\x41\x{1F600}\101\Q.*\E$`, ["A😀A.*"], ["A😀Axx"]],
    ["^$", [""], ["a"]],
    ["(a*)*b", ["b", "aab"], ["a"]],
    ["^a|b$", ["ac", "cb"], ["cbc"]],
    ["^[]a]$", ["]", "a"], ["b"]],
    ["^a-?[+-]$", ["a-", "a--", "a+"], ["a"]],
    ["^x{,2}$", ["x{,2}"], ["xx"]],
  ])("%s", (pattern, matching, others) => {
    const compiled = compilePattern(pattern);
    expect(matching.filter((text) => !compiled.test(text))).toEqual([]);
    expect(others.filter((text) => compiled.test(text))).toEqual([]);
  });

  test("patterns that backtracking never finishes are matched in no time", () => {
    const start = performance.now();
    expect(compilePattern("^(a+)+$").test(`${"a".repeat(5000)}!`)).toBe(false);
    expect(compilePattern("^(a|a?)+$").test(`${"a".repeat(5000)}!`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

test.each<[string, string]>([
  ["[", "missing closing ]: `[`"],
  ["a(", "missing closing ): `a(`"],
  ["a)", "unexpected ): `a)`"],
  ["*a", "missing argument to repetition operator: `*`"],
  ["a**", "invalid nested repetition operator: `**`"],
  ["\\", "trailing backslash at end of expression: ``"],
  ["[z-a]", "invalid character class range: `z-a`"],
  ["(?=a)", "invalid or unsupported Perl syntax: `(?=`"],
  ["a{1001}", "invalid repeat count: `{1001}`"],
  ["a{2,1}", "invalid repeat count: `{2,1}`"],
  ["(a{100}){100}", "invalid repeat count: `(a{100}){100}`"],
  ["\\8", "invalid escape sequence: `\\8`"],
  ["\\pX", "invalid character class range: `\\pX`"],
])("%s is refused as Go does it", (pattern, problem) => {
  expect(() => parsePattern(pattern)).toThrow(`error parsing regexp: ${problem}`);
});

describe("random texts", () => {
  test.each(["[a-z0-9]{15}", "abc-[A-Z]{3}(x|yy)", "[^a-z]{3}", ".{5}", String.raw`\d+-\w*`, "[é-ü]{2}"])(
    "of %s match it",
    (pattern) => {
      const compiled = compilePattern(`^(?:${pattern})$`);
      for (let trial = 0; trial < 50; trial += 1) {
        const text = randomTextOf(parsePattern(pattern));
        expect({ text, matches: compiled.test(text) }).toEqual({ text, matches: true });
      }
    },
  );

  test("differ", () => {
    const node = parsePattern("[a-z0-9]{15}");
    expect(new Set(Array.from({ length: 100 }, () => randomTextOf(node))).size).toBe(100);
  });

  test("cannot be made of anchors", () => {
    expect(() => randomTextOf(parsePattern("^a"))).toThrow("unsupported pattern operator 9");
  });

  test.each(["", "{5}", "+"])("cannot be made of a class without characters%s", (repeat) => {
    const none = String.raw`[^\x00-\x{10FFFF}]`;
    expect(() => randomTextOf(parsePattern(none + repeat))).toThrow("no runes to choose from");
  });
});

test("Unicode classes know the private areas and all of the rest", () => {
  const matches = (pattern: string, text: string) => compilePattern(pattern).test(text);
  expect(matches(String.raw`^\p{Co}$`, "\u{F1234}")).toBe(true);
  expect(matches(String.raw`^\pL$`, "\u{F1234}")).toBe(false);
  expect(matches(String.raw`^\PL$`, "\u{F1234}")).toBe(true);
  expect(matches(String.raw`^\p{Han}$`, "\u{20000}")).toBe(true);
  expect(matches(String.raw`^\p{^Lu}$`, "a")).toBe(true);
  expect(matches(String.raw`^\p{Any}$`, "\u{10FFFF}")).toBe(true);
});
