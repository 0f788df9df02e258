import type { RE2JS } from "re2js";
import { lazy } from "../lazy.ts";
import { parsePattern } from "./parse-pattern.ts";
import type { CharacterRanges, PatternNode } from "./pattern-node.ts";

/** A pattern ready to match. */
export interface Pattern {
  /** Whether some part of the text matches. */
  test(text: string): boolean;
}

/** Loaded when it is first needed: it takes some milliseconds and megabytes, and most servers have simple patterns only. */
const re2 = lazy(() => (require("re2js") as { readonly RE2JS: typeof RE2JS }).RE2JS);

/**
 * Compiles a pattern in Go's syntax, to be kept: compiling costs much more than matching. Matching takes time in proportion to the
 * text, whatever the pattern: JavaScript's own expressions need exponential time for some patterns, and texts come from clients.
 * Throws an error with Go's message for a pattern that is not valid.
 */
export function compilePattern(source: string): Pattern {
  // Our own parser has Go's messages, and its tree also makes random texts.
  const simple = simpleExpression(parsePattern(source));
  return simple === null ? re2().compile(source) : new RegExp(simple, "u");
}

/**
 * The pattern as a JavaScript expression where that surely takes linear time: a row of single characters from the start of
 * the text, of which at most one repeats a varying number of times. Most patterns of ids and slugs are of this form.
 */
function simpleExpression(node: PatternNode): string | null {
  const items = node.kind === "sequence" ? node.items : [node];
  const [first] = items;
  if (first?.kind !== "assertion" || first.assertion !== "textStart") return null;
  let source = "^";
  let varying = 0;
  for (const item of items.slice(1)) {
    if (item.kind === "assertion") {
      if (item.assertion !== "textEnd") return null;
      source += "$";
      continue;
    }
    const [single, repeat] = item.kind === "repeat" ? [item.item, item] : [item, null];
    const character = characterSource(single);
    if (character === null) return null;
    source += character;
    if (repeat === null) continue;
    source += `{${repeat.min},${repeat.max === Infinity ? "" : repeat.max}}`;
    if (repeat.max > repeat.min) varying += 1;
  }
  return varying <= 1 ? source : null;
}

function characterSource(node: PatternNode): string | null {
  if (node.kind === "literal" && !node.ignoreCase) return `[${escaped(node.codePoint)}]`;
  if (node.kind === "class" && !node.ignoreCase) return classSource(node.ranges);
  return null;
}

function classSource(ranges: CharacterRanges): string {
  return `[${ranges.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join("")}]`;
}

function escaped(codePoint: number): string {
  return `\\u{${codePoint.toString(16)}}`;
}
