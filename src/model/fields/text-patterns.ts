import type { FieldError } from "../../lib/api-error.ts";
import { compilePattern, type Pattern } from "../../lib/regexp/compile-pattern.ts";
import { parsePattern } from "../../lib/regexp/parse-pattern.ts";
import type { PatternNode } from "../../lib/regexp/pattern-node.ts";
import { randomTextOf } from "../../lib/regexp/random-text-of.ts";

interface WithPattern {
  readonly pattern: string;
}

interface WithAutogeneratePattern {
  readonly autogeneratePattern: string;
}

/** Fields never change, so each compiles its patterns once; null for one that is not valid. */
const patterns = new WeakMap<WithPattern, Pattern | null>();
const generators = new WeakMap<WithAutogeneratePattern, PatternNode>();

/** Whether a part of the text matches the field's pattern. Where there is none, all do; where it is invalid, none. */
export function matchesPattern(field: WithPattern, text: string): boolean {
  if (field.pattern === "") return true;
  let pattern = patterns.get(field);
  if (pattern === undefined) {
    pattern = compileOrNull(field.pattern);
    patterns.set(field, pattern);
  }
  return pattern?.test(text) ?? false;
}

function compileOrNull(source: string): Pattern | null {
  try {
    return compilePattern(source);
  } catch {
    return null;
  }
}

/** A random text of the field's pattern, "" where it has none. Throws where none can be made. */
export function autogenerate(field: WithAutogeneratePattern): string {
  if (field.autogeneratePattern === "") return "";
  let node = generators.get(field);
  if (node === undefined) {
    node = parsePattern(field.autogeneratePattern);
    generators.set(field, node);
  }
  return randomTextOf(node);
}

/** Checks an option that is a pattern. */
export function checkPattern(source: string): FieldError | null {
  if (source === "") return null;
  try {
    compilePattern(source);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: "validation_invalid_regex", message };
  }
}
