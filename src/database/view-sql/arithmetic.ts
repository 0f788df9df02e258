import { asNumber, type Kind, type Operand, operand } from "./operand.ts";
import type { Arithmetic } from "./syntax.ts";

/** Arithmetic of SQLite: whole numbers divide to whole numbers, a division by zero is null. */
export function writeArithmetic(operator: Arithmetic | "negate" | "invert", values: readonly Operand[]): Operand {
  const numbers = values.map(asNumber);
  const [a = "", b = ""] = numbers.map(({ sql }) => sql);
  const isNullable = numbers.some((value) => value.isNullable);
  const kind = resultKind(numbers);
  const result = (sql: string, of: Kind = kind, nullable = isNullable): Operand =>
    operand(sql, of, { isNullable: nullable });
  switch (operator) {
    case "negate": {
      const constant = values[0]?.constant;
      return { ...result(`(- ${a})`), constant: typeof constant === "number" ? -constant : undefined };
    }
    case "invert":
      return result(`(~ ${integer(a)})::float8`, "int");
    case "/":
      if (kind === "real") return result(`(${a} / NULLIF(${b}, 0))`, "real", true);
      return result(kind === "int" ? `trunc(${a} / NULLIF(${b}, 0))` : `sqlite.divide(${a}, ${b})`, kind, true);
    case "%":
      return result(`sqlite.remainder(${a}, ${b})`, kind, true);
    case "&":
    case "|":
      return result(`(${integer(a)} ${operator} ${integer(b)})::float8`, "int");
    case "<<":
    case ">>":
      return result(`sqlite.shift(${a}, ${operator === "<<" ? b : `(- ${b})`})`, "int");
    case "+":
    case "-":
    case "*":
      return result(`(${a} ${operator} ${b})`);
  }
}

/** A whole number and another of them make one; a REAL makes a REAL. */
function resultKind(values: readonly Operand[]): Kind {
  if (values.some(({ kind }) => kind === "real")) return "real";
  return values.every(({ kind }) => kind === "int") ? "int" : "number";
}

export function integer(sql: string): string {
  return `trunc(${sql})::int8`;
}
