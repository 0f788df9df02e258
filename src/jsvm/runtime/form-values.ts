import { inferValue } from "../../lib/infer-value.ts";
import { BOOLEANS, type ColumnType, FLOAT } from "./column-type.ts";
import { integerOf } from "./go-casts.ts";
import { goError } from "./go-error.ts";

/** What a form has under each name. */
export type FormValues = ReadonlyMap<string, readonly string[]>;

export function formValues(pairs: Iterable<readonly [string, string]>): FormValues {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

/** The pairs of a URL-encoded text. As in Go a pair that is malformed is an error. */
export function urlPairs(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  let mistake: string | null = null;
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const problem = pairProblem(pair);
    if (problem === null) pairs.push(...new URLSearchParams(pair.replace(/^\?/, "%3F")));
    mistake ??= problem;
  }
  if (mistake !== null) throw goError(mistake);
  return pairs;
}

function pairProblem(pair: string): string | null {
  if (pair.includes(";")) return "invalid semicolon separator in query";
  const [wrong] = /%(?![\da-fA-F]{2}).{0,2}/s.exec(pair.replace("=", "\n")) ?? [];
  return wrong === undefined ? null : `invalid URL escape ${JSON.stringify(wrong.replace(/\n.*/s, ""))}`;
}

/** What the texts of a name are in a type; lists take all of them, all else the first. Throws where one is not of the type. */
export function readForm(texts: readonly string[], kind: ColumnType["kind"]): unknown {
  const [first = ""] = texts;
  switch (kind) {
    case "array":
      return texts.map(inferValue);
    case "string":
      return first;
    case "bool":
      return booleanOf(first === "" ? "f" : first);
    case "int64":
      return wholeOf(first === "" ? "0" : first);
    case "float64":
      return floatOf(first === "" ? "0" : first);
    case "map":
      throw goError("unknown value type map");
  }
}

function booleanOf(text: string): boolean {
  const value = BOOLEANS[text];
  if (value === undefined) throw parseError("ParseBool", text, "invalid syntax");
  return value;
}

/** A whole number as in source text of Go: 0x10, 010, 0b1 and 1_000 too. */
const WHOLE = /^[+-]?(?:0x(?:_?[\da-f])+|0b(?:_?[01])+|0o?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/i;

function wholeOf(text: string): number {
  if (!WHOLE.test(text)) throw parseError("ParseInt", text, "invalid syntax");
  const value = integerOf(text.replaceAll("_", "").toLowerCase());
  if (value >= 2 ** 63 || value < -(2 ** 63)) throw parseError("ParseInt", text, "value out of range");
  return value;
}

function floatOf(text: string): number {
  if (!FLOAT.test(text)) throw parseError("ParseFloat", text, "invalid syntax");
  const value = Number(text.replace(/^([+-]?)inf(?:inity)?$/i, "$1Infinity"));
  const isInfinite = !Number.isFinite(value) && /\d/.test(text);
  if (isInfinite) throw parseError("ParseFloat", text, "value out of range");
  return value;
}

/** As Go says that a text is no value of a type. */
export function parseError(name: string, text: string, reason: string): unknown {
  return goError(`strconv.${name}: parsing ${JSON.stringify(text)}: ${reason}`);
}
