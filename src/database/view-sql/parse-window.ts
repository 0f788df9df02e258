import type { Expression, Frame, FrameBound, OrderTerm, Window } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

interface Grammar {
  readonly reader: TokenReader;
  readonly expression: () => Expression;
}

/** ORDER BY with its terms. */
export function parseOrderTerms({ reader, expression }: Grammar): OrderTerm[] {
  reader.expectWord("order");
  reader.expectWord("by");
  return reader.list(() => {
    const term = expression();
    const isDescending = reader.acceptWords("desc");
    if (!isDescending) reader.acceptWords("asc");
    const nulls = reader.acceptWords("nulls", "first") ? "FIRST" : reader.acceptWords("nulls", "last") ? "LAST" : "";
    return { expression: term, isDescending, nulls };
  });
}

/** OVER with a window or the name of one; null where a call has none. */
export function parseOver(grammar: Grammar): Window | string | null {
  const { reader } = grammar;
  if (!reader.isWord("over") || !(reader.isOperator("(", 1) || reader.isName(1))) return null;
  reader.next();
  return reader.isOperator("(") ? parseWindow(grammar) : reader.expectName("a window");
}

/** A window in parentheses. */
export function parseWindow(grammar: Grammar): Window {
  const { reader, expression } = grammar;
  reader.expectOperator("(");
  const startsClause = ["partition", "order", "rows", "range", "groups"].some((word) => reader.isWord(word));
  const base = !startsClause && reader.isName() ? reader.expectName("a window") : null;
  const partitionBy = reader.acceptWords("partition", "by") ? reader.list(() => expression()) : [];
  const orderBy = reader.isWord("order") ? parseOrderTerms(grammar) : [];
  const frame = parseFrame(grammar);
  reader.expectOperator(")");
  return { base, partitionBy, orderBy, frame };
}

function parseFrame(grammar: Grammar): Frame | null {
  const { reader } = grammar;
  const unit = (["ROWS", "RANGE", "GROUPS"] as const).find((word) => reader.acceptWords(word.toLowerCase()));
  if (unit === undefined) return null;
  const isBetween = reader.acceptWords("between");
  const start = parseBound(grammar);
  if (isBetween) reader.expectWord("and");
  const end = isBetween ? parseBound(grammar) : null;
  return { unit, start, end, exclude: parseExclude(reader) };
}

function parseBound({ reader, expression }: Grammar): FrameBound {
  if (reader.acceptWords("current", "row")) return { type: "CURRENT ROW", distance: null };
  if (reader.acceptWords("unbounded")) {
    if (reader.acceptWords("preceding")) return { type: "UNBOUNDED PRECEDING", distance: null };
    reader.expectWord("following");
    return { type: "UNBOUNDED FOLLOWING", distance: null };
  }
  const distance = expression();
  if (reader.acceptWords("preceding")) return { type: "PRECEDING", distance };
  reader.expectWord("following");
  return { type: "FOLLOWING", distance };
}

function parseExclude(reader: TokenReader): string {
  if (!reader.acceptWords("exclude")) return "";
  if (reader.acceptWords("no", "others")) return "";
  if (reader.acceptWords("current", "row")) return "EXCLUDE CURRENT ROW";
  if (reader.acceptWords("group")) return "EXCLUDE GROUP";
  reader.expectWord("ties");
  return "EXCLUDE TIES";
}
