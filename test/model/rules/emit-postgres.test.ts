import { expect, test } from "bun:test";
import { postgresExpressions } from "../../../src/database/postgres/expressions.ts";
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
const number: Value = { ...text, column: "n", type: "number", origin: { kind: "number", from: "table" } };
const truth: Value = { ...text, column: "b", type: "boolean", origin: { kind: "boolean", from: "table" } };
const viewed: Value = { ...text, column: "v", type: "other", isNullable: true, origin: { kind: "json", from: "view" } };
const json: Value = { kind: "json", alias: "t", column: "m", path: "a[0]", origin: { kind: "json", from: "table" } };
const item: Value = { kind: "item", alias: "i", of: { kind: "jsonArray", from: "table" } };
const known: Value = { kind: "parameter", source: () => "x", type: "text" };
const unknown: Value = { kind: "parameter", source: () => true, type: "other" };
const ten: Value = { kind: "parameter", source: () => 10, type: "number" };
const yes: Value = { kind: "boolean", value: true };
const isSet: Value = { kind: "isset", value: true };

const dialect = { ...sqliteDialect, expressions: postgresExpressions };

function emit(left: Value, operator: Comparison["operator"], right: Value): string {
  const operand = (value: Value) => operandOf(value, value.kind === "json" ? "exact" : "auto");
  const comparison = { kind: "comparison", isAny: true, operator, left: operand(left), right: operand(right) } as const;
  return emitCondition(comparison, new Emitter(dialect, () => ""))
    .replaceAll('"t"."', "")
    .replaceAll('"', "");
}

test.each([
  // One class on both sides: an index can serve.
  [text, "=", known, "a = $1::text"],
  [text, "<", known, "a < $1::text COLLATE C"],
  [text, "=", ten, "a = $1::text"],
  [number, "=", ten, "n = $1::float8"],
  [number, ">", known, "n > $1::float8"],
  [truth, "=", yes, "b = TRUE"],
  [item, "=", known, "i.value = $1::text"],
  [text, "=", joined, "a = COALESCE(j.a, '')"],
  [number, "!=", NULL_VALUE, "n IS DISTINCT FROM 'NaN'::float8"],
  // Texts and numbers are told apart row by row.
  [json, "=", known, "bb.of_json(bb.safe(m::text)::json -> 'a' -> 0) IS NOT DISTINCT FROM $1::text::bb.v"],
  [json, "=", number, "bb.numaff(bb.of_json(bb.safe(m::text)::json -> 'a' -> 0)) IS NOT DISTINCT FROM bb.n(n)"],
  [viewed, ">", ten, "bb.v(v) > $1::text::bb.v"],
  [item, "=", unknown, "bb.t(i.value) = $1::text::bb.v"],
  [text, "<=", number, "bb.numaff(a) <= bb.n(n)"],
  [viewed, "!=", NULL_VALUE, "(bb.v(v) IS DISTINCT FROM bb.t('') AND NOT (bb.v(v) IS NULL))"],
  // The words ask on the right of a comparison that tells null.
  [number, "!=", isSet, "(n <> 0) IS NOT TRUE"],
  [text, "=", isSet, "a = bb.num_text(1)"],
  [
    text,
    "~",
    known,
    "(CASE WHEN (a COLLATE C LIKE $2::text OR a COLLATE C LIKE $3::text) IS FALSE THEN FALSE ELSE TRUE END AND LOWER(a COLLATE C) LIKE $1::text ESCAPE '\\')",
  ],
  [
    number,
    "!~",
    text,
    "LOWER(bb.num_text(n) COLLATE C) NOT LIKE LOWER(bb.pat(('%' || a || '%')) COLLATE C) ESCAPE '\\'",
  ],
] as const)("%j %s %j", (...[left, operator, right, sql]) => {
  expect(emit(left, operator, right)).toBe(sql);
});

test("rows that joins repeat come once, in the order that is asked for", () => {
  const rows = { table: "t", columns: ["id", "a"], body: "FROM t LEFT JOIN j ON TRUE WHERE TRUE", repeats: true };
  const order = [{ by: "j.a", direction: "DESC NULLS LAST" }];
  const unsorted = { by: "t.id", direction: "ASC" };
  const rest = { rowIds: ["t.r", "j.r"], paging: "LIMIT 1", unsorted, isSearch: false };
  expect(postgresExpressions.page({ ...rows, ...rest, order })).toBe(
    'SELECT id, a FROM (SELECT DISTINCT ON (t.r) t.id, t.a, j.a AS "__s0", t.r AS "__rowid" FROM t LEFT JOIN j ON TRUE WHERE TRUE ' +
      'ORDER BY t.r NULLS FIRST, j.r NULLS FIRST) "__d" ORDER BY "__s0" DESC NULLS LAST, "__rowid" ASC LIMIT 1',
  );
  expect(postgresExpressions.page({ ...rows, ...rest, order, repeats: false })).toBe(
    "SELECT t.id, t.a FROM t LEFT JOIN j ON TRUE WHERE TRUE ORDER BY j.a DESC NULLS LAST, t.r ASC LIMIT 1",
  );
});

test("a search looks at the table first, and takes the index of row ids where it finds much", () => {
  const rows = { table: "t", columns: ["a"], body: "FROM t WHERE x", repeats: false, rowIds: ["t.r"], isSearch: true };
  const paging = "LIMIT 1";
  const order = [{ by: "t.r", direction: "DESC" }];
  expect(postgresExpressions.page({ ...rows, paging, order, unsorted: { by: "t.id", direction: "ASC" } })).toBe(
    'WITH "__found" AS MATERIALIZED (SELECT t.r AS "__rowid" FROM t WHERE x LIMIT 201) ' +
      '(SELECT t.a, (SELECT COUNT(*) FROM "__found")::float8 AS "__total" FROM t WHERE (SELECT COUNT(*) FROM "__found") <= 200 ' +
      'AND t.r = ANY (ARRAY(SELECT "__rowid" FROM "__found" ORDER BY "__rowid" DESC LIMIT 1)) ORDER BY t.r DESC) ' +
      'UNION ALL (SELECT t.a, NULL FROM t WHERE x AND (SELECT COUNT(*) FROM "__found") > 200 ORDER BY t.r DESC LIMIT 1)',
  );
  // An index for searches would find all of them before the first page.
  const body = `FROM t WHERE LOWER(a COLLATE "C") LIKE $1`;
  expect(
    postgresExpressions.page({ ...rows, body, paging, order, unsorted: { by: "t.id", direction: "ASC" } }),
  ).toMatch(/WHERE LOWER\(a COLLATE "C"\) LIKE \$1 LIMIT 201.*WHERE LOWER\(a \|\| '' COLLATE "C"\) LIKE \$1 AND/);
  const byName = [{ by: "t.a", direction: "ASC" }];
  expect(
    postgresExpressions.page({ ...rows, paging, order: byName, unsorted: byName[0] ?? { by: "", direction: "" } }),
  ).toBe("SELECT t.a FROM t WHERE x ORDER BY t.a ASC, t.r ASC LIMIT 1");
});
