import { expect, test } from "bun:test";
import { parseBackRelation, parseExpand, type ExpandTree } from "../../../src/model/records/expand-paths.ts";

function plain(tree: ExpandTree): object {
  return Object.fromEntries([...tree].map(([relation, rest]) => [relation, plain(rest)]));
}

test.each([
  ["", {}],
  [" , ,.", {}],
  ["a, b ,a", { a: {}, b: {} }],
  ["a.b.c,a.b,a.d", { a: { b: { c: {} }, d: {} } }],
  [".a.,a..b", { a: { "": { b: {} } } }],
])("parses %p", (parameter, expected) => {
  expect(plain(parseExpand(parameter))).toEqual(expected);
});

test.each([
  ["comments_via_post", { collection: "comments", field: "post" }],
  ["a_via_b_via_c", { collection: "a_via_b", field: "c" }],
  ["comments(post)", { collection: "comments", field: "post" }],
  ["author", null],
  ["_via_", null],
  ["comments(post", null],
])("reads %s", (relation, expected) => {
  expect(parseBackRelation(relation)).toEqual(expected);
});
