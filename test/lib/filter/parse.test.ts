import { describe, expect, test } from "bun:test";
import type { FilterNode, FilterOperand } from "../../../src/lib/filter/parse.ts";
import { parseFilter } from "../../../src/lib/filter/parse.ts";
import { scanFilter } from "../../../src/lib/filter/scan.ts";
import { FilterSyntaxError } from "../../../src/lib/filter/token.ts";

const parse = (text: string) => parseFilter(scanFilter(text));

/** The tree as text, with every group in brackets. */
function show(node: FilterNode): string {
  if (node.kind === "comparison") {
    return `${showOperand(node.left)} ${node.isAny ? "?" : ""}${node.operator} ${showOperand(node.right)}`;
  }
  return `[${node.parts.map(({ join, node: part }, index) => (index === 0 ? "" : ` ${join} `) + show(part)).join("")}]`;
}

function showOperand(operand: FilterOperand): string {
  if (operand.kind === "call") return `${operand.name}(${operand.arguments.map(showOperand).join(", ")})`;
  return operand.kind === "name" ? operand.name : JSON.stringify(operand.value);
}

describe("parseFilter", () => {
  test.each([
    ["a = 1", "[a = 1]"],
    ["a = 1 && b != 2 || c ?~ 'x'", `[a = 1 and b != 2 or c ?~ "x"]`],
    ["(a = 1 || b = 2) && c = 3", "[[a = 1 or b = 2] and c = 3]"],
    ["((((a = 1))))", "[[[[[a = 1]]]]]"],
    ["f() = g(1, 'x', h(a.b),)", `[f() = g(1, "x", h(a.b))]`],
    ["f( // none\n1) = 1", "[f(1) = 1]"],
    ["1 = '' // end", `[1 = ""]`],
    // What PocketBase's parser makes of parentheses at odd places.
    ["a = 1 (b = 2)", "[a = 1 and [b = 2]]"],
    ["a = 1 || b = 2 (c = 3)", "[a = 1 or b = 2 or [c = 3]]"],
    ["a = (b = 2)", "[[b = 2]]"],
    ["a (b = 2)", "[[b = 2]]"],
  ])("%s", (text, tree) => {
    expect(show(parse(text))).toBe(tree);
  });

  test.each([
    "",
    " // nothing",
    "()",
    "a",
    "a =",
    "= 1",
    "a = 1 &&",
    "&& a = 1",
    "a = 1 b = 2",
    "a = 1 && && b = 2",
    "(a = 1",
    "a = 1)",
    "a = 1 = 2",
    "a, b = 1",
    "f(1 2) = 1",
    "f(,1) = 1",
    "f(1,,2) = 1",
    "f(1 = 1",
    "f((1)) = 1",
    "f(a = 1) = 1",
    "a(b(c(d(1)))) = 1",
    "(a = 1) b = 2",
  ])("refuses %p", (text) => {
    expect(() => parse(text)).toThrow(FilterSyntaxError);
  });

  test("bounds the number of comparisons", () => {
    const filter = (count: number) => Array.from({ length: count }, () => "a = 1").join(" || ");
    expect(parse(filter(200)).parts).toHaveLength(200);
    expect(() => parse(filter(201))).toThrow(FilterSyntaxError);
    expect(() => parse(`(${filter(100)}) && (${filter(101)})`)).toThrow(FilterSyntaxError);
  });

  test("bounds the depth of parentheses", () => {
    const filter = (depth: number) => `${"(".repeat(depth)}a = 1${")".repeat(depth)}`;
    expect(parse(filter(100)).kind).toBe("group");
    expect(() => parse(filter(101))).toThrow(FilterSyntaxError);
    expect(() => parse("(".repeat(100_000))).toThrow(FilterSyntaxError);
  });
});
