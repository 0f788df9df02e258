import type { FilterNode, FilterOperand } from "./parse.ts";

const ESCAPED = /[\\'\n\t\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };
/** As many as a number may have behind its point in JavaScript. */
const MAX_DIGITS = 100;

/** A part of a filter as a text that is parsed to the same part. Comments and white space of the source are not in it. */
export function formatFilter(node: FilterNode): string {
  if (node.kind === "comparison") {
    const operator = node.isAny ? `?${node.operator}` : node.operator;
    return `${formatOperand(node.left)} ${operator} ${formatOperand(node.right)}`;
  }
  return node.parts
    .map(({ join, node: part }, index) => {
      const text = part.kind === "group" ? `(${formatFilter(part)})` : formatFilter(part);
      return index === 0 ? text : `${join === "and" ? "&&" : "||"} ${text}`;
    })
    .join(" ");
}

export function formatOperand(operand: FilterOperand): string {
  switch (operand.kind) {
    case "name":
      return operand.name;
    case "text":
      return `'${operand.value.replaceAll(ESCAPED, (character) => ESCAPES[character] ?? `\\${character}`)}'`;
    case "number":
      return formatNumber(operand.value);
    case "call":
      return `${operand.name}(${operand.arguments.map(formatOperand).join(", ")})`;
  }
}

/** The language knows no exponents. */
function formatNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  return Number.isInteger(value) ? String(BigInt(value)) : value.toFixed(MAX_DIGITS).replace(/0+$/, "");
}
