import { compare, compareTruth } from "./compare.ts";
import { writeArithmetic } from "./arithmetic.ts";
import { writeCall } from "./functions/write-call.ts";
import { writeArrow } from "./functions/json.ts";
import type { Level, Writer } from "./level.ts";
import {
  asBoolean,
  asDynamic,
  asKind,
  asText,
  commonKind,
  isNumber,
  nullLiteral,
  numberLiteral,
  type Operand,
  operand,
  textLiteral,
} from "./operand.ts";
import { quoteString } from "./quote.ts";
import type { Expression } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";
import { writeCast } from "./write-cast.ts";
import { writeColumn } from "./write-column.ts";
import { writeIn, writeLike } from "./write-tests.ts";

export function writeExpression(node: Expression, level: Level, writer: Writer): Operand {
  if (level.grouping !== null && level.grouping.keys.size > 0) {
    const plain = write(node, { ...level, grouping: null }, writer);
    if (level.grouping.keys.has(plain.sql)) return plain;
  }
  return write(node, level, writer);
}

type Node<T extends Expression["type"]> = Extract<Expression, { type: T }>;

function write(node: Expression, level: Level, writer: Writer): Operand {
  switch (node.type) {
    case "number":
      return writeNumber(node);
    case "string":
      return textLiteral(node.text);
    case "blob":
      return operand(`decode(${quoteString(node.hex)}, 'hex')`, "blob", { isNullable: false });
    case "boolean":
      return operand(node.value ? "TRUE::boolean" : "FALSE::boolean", "boolean", {
        isNullable: false,
        constant: node.value,
      });
    case "null":
      return nullLiteral;
    case "column":
      return writeColumn(node, level, writer);
    case "unary":
      return writeUnary(node, level, writer);
    case "binary":
      return writeBinary(node, level, writer);
    case "like":
      return writeLike(node, level, writer);
    case "between":
      return writeBetween(node, level, writer);
    case "in":
      return writeIn(node, level, writer);
    case "case":
      return writeCase(node, level, writer);
    case "cast":
      return writeCast(node, writer.expression(node.operand, level));
    case "collate":
      return writeCollate(node, level, writer);
    case "exists":
      return operand(`EXISTS (${writer.query(node.query, level, { as: "set" }).sql})`, "boolean", {
        isNullable: false,
      });
    case "query":
      return writeScalarQuery(node, level, writer);
    case "row":
      throw new UntranslatableError(
        node.position,
        "comparisons of several values in parentheses have no translation; compare them one by one with AND",
      );
    case "call":
      return writeCall(node, level, writer);
  }
}

function writeNumber({ text }: Node<"number">): Operand {
  if (/^0x/i.test(text)) return numberLiteral(Number(BigInt.asIntN(64, BigInt(text))), "int");
  return numberLiteral(Number(text), /^\d+$/.test(text) ? "int" : "real");
}

function writeUnary(node: Node<"unary">, level: Level, writer: Writer): Operand {
  const value = writer.expression(node.operand, level);
  const { isNullable } = value;
  if (node.operator === "NOT") return operand(`(NOT ${asBoolean(value).sql})`, "boolean", { isNullable });
  // A plus does nothing but take the affinity of a column away.
  if (node.operator === "+") return { ...value, affinity: "none", isColumn: value.isColumn };
  return writeArithmetic(node.operator === "-" ? "negate" : "invert", [value]);
}

function writeBinary(node: Node<"binary">, level: Level, writer: Writer): Operand {
  const { operator } = node;
  const left = writer.expression(node.left, level);
  if (operator === "->" || operator === "->>") return writeArrow(operator, left, node.right);
  if ((operator === "IS" || operator === "IS NOT") && node.right.type === "boolean") {
    return compareTruth(operator === "IS NOT", left, node.right.value);
  }
  const right = writer.expression(node.right, level);
  const isNullable = left.isNullable || right.isNullable;
  switch (operator) {
    case "AND":
    case "OR":
      return operand(`(${asBoolean(left).sql} ${operator} ${asBoolean(right).sql})`, "boolean", { isNullable });
    case "||":
      return operand(`(${asText(left).sql} || ${asText(right).sql})`, "text", { isNullable });
    case "=":
    case "<>":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "IS":
    case "IS NOT":
      return compare(operator, left, right);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
    case "&":
    case "|":
    case "<<":
    case ">>":
      return writeArithmetic(operator, [left, right]);
  }
}

function writeBetween(node: Node<"between">, level: Level, writer: Writer): Operand {
  const value = writer.expression(node.operand, level);
  const low = compare(">=", value, writer.expression(node.low, level));
  const high = compare("<=", value, writer.expression(node.high, level));
  const isNullable = low.isNullable || high.isNullable;
  return operand(`(${node.isNot ? "NOT " : ""}(${low.sql} AND ${high.sql}))`, "boolean", { isNullable });
}

function writeCase(node: Node<"case">, level: Level, writer: Writer): Operand {
  const operandValue = node.operand === null ? null : writer.expression(node.operand, level);
  const conditions = node.branches.map(({ when }) => {
    const value = writer.expression(when, level);
    return operandValue === null ? asBoolean(value) : compare("=", operandValue, value);
  });
  const results = node.branches.map(({ result }) => writer.expression(result, level));
  const otherwise = node.otherwise === null ? nullLiteral : writer.expression(node.otherwise, level);
  const kind = commonKind([...results, otherwise]);
  const branches = conditions.map(
    ({ sql }, index) => `WHEN ${sql} THEN ${asKind(results[index] ?? nullLiteral, kind).sql}`,
  );
  const isNullable = [...results, otherwise].some((value) => value.isNullable);
  return operand(`(CASE ${branches.join(" ")} ELSE ${asKind(otherwise, kind).sql} END)`, kind, { isNullable });
}

function writeCollate(node: Node<"collate">, level: Level, writer: Writer): Operand {
  const value = writer.expression(node.operand, level);
  const { collation } = node;
  if (collation !== "binary" && collation !== "nocase" && collation !== "rtrim") {
    throw new UntranslatableError(node.position, `no such collation sequence: ${collation}`);
  }
  return isNumber(value) ? value : { ...value, collation };
}

/** A query as a value is its first row. */
function writeScalarQuery(node: Node<"query">, level: Level, writer: Writer): Operand {
  const { sql, columns } = writer.query(node.query, level, { as: "value" });
  const [column] = columns;
  if (column === undefined || columns.length > 1) {
    throw new UntranslatableError(
      node.position,
      `a query in parentheses is one value, but it has ${columns.length} columns`,
    );
  }
  const value = operand(`(${sql})`, column.kind, { affinity: column.affinity });
  return column.kind === "null" ? asDynamic(value) : value;
}
