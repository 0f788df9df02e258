export interface Place {
  readonly from: number;
  readonly to: number;
}

type Expected = "operand" | "operator" | "right operand" | "join";

const WORDS =
  /\s+|\/\/[^\n]*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[@#a-z_][\w.:@#]*\(?|-?\d+(?:\.\d+)?|[!?=~<>]+|[&|]+|./gis;
const BLANK = /^(?:\s|\/\/)/;
const OPERATOR = /^\??(?:!?[=~]|[<>]=?)$/;
const JOIN = /^(?:&&|\|\|)$/;
const OPERAND = /^(?:['"].*['"]|[@#a-z_].*|-?\d.*)$/is;

/**
 * The first word of a filter that can't stand where it does, or the last one where something is missing behind it. The server
 * says what it expected, but not where, as PocketBase does. Null where the words are in order.
 */
export function findBreak(filter: string): Place | null {
  let expected: Expected = "operand";
  let depth = 0;
  /** Parentheses of a function's arguments, in which any word may stand. */
  let callDepth = 0;
  let last: Place | null = null;
  for (const { 0: word, index } of filter.matchAll(WORDS)) {
    if (BLANK.test(word)) continue;
    last = { from: index, to: index + word.length };
    if (callDepth > 0) {
      if (word.endsWith("(")) callDepth++;
      else if (word === ")") callDepth--;
    } else if (word === "(") {
      depth++;
      expected = "operand";
    } else if (word === ")" && depth > 0 && expected === "join") depth--;
    else {
      const next = after(word, expected);
      if (next === null) return last;
      expected = next;
      if (word.endsWith("(")) callDepth = 1;
    }
  }
  return expected === "join" && depth === 0 && callDepth === 0 ? null : last;
}

/** What is expected behind a word; null where the word can't stand there. */
function after(word: string, expected: Expected): Expected | null {
  switch (expected) {
    case "operand":
      return OPERAND.test(word) ? "operator" : null;
    case "operator":
      return OPERATOR.test(word) ? "right operand" : null;
    case "right operand":
      return OPERAND.test(word) ? "join" : null;
    case "join":
      return JOIN.test(word) ? "operand" : null;
  }
}
