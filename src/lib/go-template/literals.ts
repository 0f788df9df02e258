import type { Token } from "./lex.ts";

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gs;
const CONTROL: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The value of a literal: a text, a number, or the code of a character. */
export function readLiteral({ kind, text }: Token): string | number {
  if (kind === "number") return Number(text.replaceAll("_", ""));
  if (text.startsWith("`")) return text.slice(1, -1);
  const value = text.slice(1, -1).replace(ESCAPE, (...[, byte, short, long, octal, other]: (string | undefined)[]) => {
    const digits = byte ?? short ?? long;
    if (digits !== undefined) return String.fromCodePoint(Number.parseInt(digits, 16));
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    return CONTROL[other ?? ""] ?? other ?? "";
  });
  return kind === "character" ? (value.codePointAt(0) ?? 0) : value;
}
