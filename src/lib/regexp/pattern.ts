import type { FieldError } from "../api-error.ts";

/** Compiled patterns of fields; bounded, because patterns change with the collections. */
const compiled = new Map<string, RegExp>();
const MAX_COMPILED = 500;

/** Whether a part of the text matches. A pattern that is invalid matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compile(pattern)?.test(text) ?? false;
}

function compile(pattern: string): RegExp | null {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  try {
    const expression = new RegExp(pattern, "u");
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(pattern, expression);
    return expression;
  } catch {
    return null;
  }
}

export function checkPattern(pattern: string): FieldError | null {
  if (compile(pattern) !== null) return null;
  return { code: "validation_invalid_regex", message: "Error parsing regexp." };
}
