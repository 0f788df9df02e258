import { compare } from "./compare.ts";
import type { Level, Writer } from "./level.ts";
import { asText, comparable, isNumber, type Operand, operand } from "./operand.ts";
import { quoteString } from "./quote.ts";
import type { Expression } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";

type Node<T extends Expression["type"]> = Extract<Expression, { type: T }>;

export function writeIn(node: Node<"in">, level: Level, writer: Writer): Operand {
  const value = writer.expression(node.operand, level);
  const not = node.isNot ? "NOT " : "";
  if ("arms" in node.list) return writeInQuery(node, value, { level, writer });
  if (node.list.length === 0)
    return operand(node.isNot ? "TRUE::boolean" : "FALSE::boolean", "boolean", { isNullable: false });
  // What is listed has no affinity of its own.
  const items = node.list.map((item): Operand => ({ ...writer.expression(item, level), affinity: "none" }));
  const tests = items.map((item) => compare("=", value, item));
  const isNullable = tests.some((test) => test.isNullable);
  return operand(`(${not}(${joinTests(value, tests)}))`, "boolean", { isNullable });
}

/** `a = 1 OR a = 2` as `a IN (1, 2)` where all have the same left side. */
function joinTests(value: Operand, tests: readonly Operand[]): string {
  const start = `(${comparable(value).sql} = `;
  const isUniform = tests.length > 1 && tests.every(({ sql }) => sql.startsWith(start));
  if (!isUniform) return tests.map(({ sql }) => sql).join(" OR ");
  return `${comparable(value).sql} IN (${tests.map(({ sql }) => sql.slice(start.length, -1)).join(", ")})`;
}

function writeInQuery(node: Node<"in">, value: Operand, { level, writer }: { level: Level; writer: Writer }): Operand {
  if (!("arms" in node.list)) throw new Error("the list is no query");
  const { sql, columns } = writer.query(node.list, level, { as: "set" });
  const [column] = columns;
  if (column === undefined || columns.length > 1) {
    throw new UntranslatableError(node.position, `IN needs a query of one column, but it has ${columns.length}`);
  }
  const not = node.isNot ? "NOT " : "";
  const isNullable = value.isNullable || column.isNullable;
  const isText = value.kind === "text" && column.kind === "text" && value.collation === "binary";
  const isSame = isText && !(value.affinity === "numeric" || column.affinity === "numeric");
  if (isSame || (isNumber(value) && isNumber(column))) {
    return operand(`(${not}(${comparable(value).sql} IN (${sql})))`, "boolean", { isNullable });
  }
  const item = operand(`"_item"."value"`, column.kind, { affinity: column.affinity, isNullable: column.isNullable });
  const test = compare("=", value, item).sql;
  const any = `CASE WHEN bool_or(${test}) THEN TRUE WHEN bool_or((${test}) IS NULL) THEN NULL ELSE FALSE END`;
  return operand(`(${not}(SELECT ${any} FROM (${sql}) AS "_item" ("value")))`, "boolean", { isNullable });
}

export function writeLike(node: Node<"like">, level: Level, writer: Writer): Operand {
  const left = asText(writer.expression(node.left, level));
  const right = asText(writer.expression(node.right, level));
  const isNullable = left.isNullable || right.isNullable;
  const not = node.isNot ? "NOT " : "";
  if (node.operator === "LIKE") {
    const escape = node.escape === null ? null : writer.expression(node.escape, level);
    return operand(`(${not}(${likeSql(left, right, { escape, position: node.position })}))`, "boolean", { isNullable });
  }
  if (node.operator === "GLOB") {
    return operand(`(${not}(${left.sql} COLLATE "C" ~ sqlite.glob(${right.sql})))`, "boolean", { isNullable });
  }
  throw new UntranslatableError(node.position, `no such function: ${node.operator}`);
}

/** LIKE of SQLite ignores the case of ASCII letters and has no escape unless one is given. */
export function likeSql(
  left: Operand,
  right: Operand,
  { escape, position }: { escape: Operand | null; position: number },
): string {
  if (escape === null) return `${left.sql} COLLATE "C" ILIKE ${right.sql} ESCAPE ''`;
  const character = escape.constant;
  if (typeof character !== "string" || character.length !== 1) {
    throw new UntranslatableError(position, "ESCAPE expression must be a single character");
  }
  // A pattern that ends in an escape matches nothing in SQLite, where PostgreSQL would fail.
  const pattern = `sqlite.pattern(${right.sql}, ${quoteString(character)})`;
  return `${left.sql} COLLATE "C" ILIKE ${pattern} ESCAPE ${quoteString(character)}`;
}
