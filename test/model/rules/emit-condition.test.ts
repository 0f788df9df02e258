import { expect, test } from "bun:test";
import { sqliteDialect } from "../../../src/database/sqlite/dialect.ts";
import { emitCondition } from "../../../src/model/rules/emit-condition.ts";
import { Emitter } from "../../../src/model/rules/emit-value.ts";
import type { Comparison, Value } from "../../../src/model/rules/resolved.ts";
import { NULL_VALUE, operandOf } from "../../../src/model/rules/resolved.ts";

const text: Value = {
  kind: "column",
  alias: "t",
  column: "a",
  origin: { kind: "text", from: "table" },
  type: "text",
  isNullable: false,
  indexSkipsEmpty: false,
};
const joined: Value = { ...text, alias: "j", isNullable: true };
const number: Value = { ...text, column: "n", type: "number" };
const indexed: Value = { ...text, indexSkipsEmpty: true };
const json: Value = { kind: "json", alias: "t", column: "m", path: "a[0]", origin: { kind: "json", from: "table" } };
const known: Value = { kind: "parameter", source: () => "x", type: "text" };
const empty: Value = { kind: "parameter", source: () => "", type: "empty" };
const ten: Value = { kind: "parameter", source: () => 10, type: "number" };
const now: Value = { kind: "strftime", of: [known, text] };

function emit(left: Value, operator: Comparison["operator"], right: Value): string {
  const operand = (value: Value) =>
    operandOf(value, value.kind === "json" ? "exact" : value.kind === "strftime" ? "normalized" : "auto");
  const comparison = { kind: "comparison", isAny: true, operator, left: operand(left), right: operand(right) } as const;
  return emitCondition(comparison, new Emitter(sqliteDialect, () => "")).replaceAll('"', "");
}

test.each([
  [text, "=", known, "t.a = ?1"],
  [text, "!=", known, "t.a IS NOT ?1"],
  [number, "=", ten, "t.n = (?1 + 0.0)"],
  [indexed, "=", known, "(t.a = ?1 AND t.a != '')"],
  [known, "=", indexed, "(?1 = t.a AND t.a != '')"],
  [indexed, "=", empty, "t.a = ''"],
  [text, "=", empty, "t.a = ''"],
  [text, "=", NULL_VALUE, "t.a = ''"],
  [joined, "=", NULL_VALUE, "(j.a = '' OR j.a IS NULL)"],
  [joined, "!=", empty, "(j.a IS NOT '' AND j.a IS NOT NULL)"],
  [NULL_VALUE, "=", joined, "('' = j.a OR j.a IS NULL)"],
  [empty, "=", NULL_VALUE, "'' = ''"],
  [empty, "=", known, "'' = ?1"],
  [text, "=", text, "t.a = t.a"],
  [text, "=", joined, "t.a = COALESCE(j.a, '')"],
  [text, "=", number, "COALESCE(t.a, '') = COALESCE(t.n, '')"],
  [now, "=", known, "strftime(?1, t.a) = ?1"],
  [text, "<=", NULL_VALUE, "t.a <= NULL"],
  [text, "~", text, "t.a LIKE ('%' || t.a || '%') ESCAPE '\\'"],
  [text, "!~", known, "t.a NOT LIKE ?1 ESCAPE '\\'"],
] as const)("%j %s %j", (...[left, operator, right, sql]) => {
  expect(emit(left, operator, right)).toBe(sql);
});

test("json tells null from the empty text", () => {
  expect(emit(json, "=", NULL_VALUE)).toEndWith("END) IS NULL");
  expect(emit(json, "!=", empty)).toEndWith("END) IS NOT ?1");
});
