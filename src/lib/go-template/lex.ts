import { TemplateError } from "./nodes.ts";

/** Text between actions, or the tokens of an action. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly tokens: readonly Token[]; readonly line: number };

export interface Token {
  readonly kind: "string" | "number" | "character" | "field" | "variable" | "word" | "sign";
  readonly text: string;
  /** Whether a space comes before it: `.a .b` are two operands, `.a.b` is one. */
  readonly isApart: boolean;
  /** Where it stands in the source. */
  readonly start: number;
  readonly end: number;
}

const TOKEN =
  /(\s*)(?:("(?:\\.|[^"\\\n])*"|`[^`]*`)|('(?:\\.|[^'\\\n])+')|([+-]?(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?))|(\.[\p{L}_][\p{L}\p{N}_]*)|(\$[\p{L}\p{N}_]*)|([\p{L}_][\p{L}\p{N}_]*)|(:=|[=|(),.]))/uy;

const KINDS = ["string", "character", "number", "field", "variable", "word", "sign"] as const;

/** Cuts a template at its actions. `{{-` and `-}}` trim the text beside them. */
export function lex(source: string, name: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let isTrimmed = false;
  for (;;) {
    const open = source.indexOf("{{", at);
    let text = open < 0 ? source.slice(at) : source.slice(at, open);
    if (isTrimmed) text = text.trimStart();
    const trimsLeft = open >= 0 && /^-\s/.test(source.slice(open + 2, open + 4));
    if (trimsLeft) text = text.trimEnd();
    if (text !== "") pieces.push({ kind: "text", text });
    if (open < 0) return pieces;
    const line = source.slice(0, open).split("\n").length;
    const start = open + (trimsLeft ? 3 : 2);
    const { tokens, end, trimsRight } = lexAction(source, start, `template: ${name}:${line}`);
    if (tokens.length > 0) pieces.push({ kind: "action", tokens, line });
    at = end;
    isTrimmed = trimsRight;
  }
}

const END = /\s*(\s-)?\}\}/y;
const COMMENT = /\s*\/\*[\s\S]*?\*\/(\s-)?\}\}/y;

function lexAction(
  source: string,
  start: number,
  place: string,
): { tokens: Token[]; end: number; trimsRight: boolean } {
  COMMENT.lastIndex = start;
  const comment = COMMENT.exec(source);
  if (comment !== null) return { tokens: [], end: COMMENT.lastIndex, trimsRight: comment[1] !== undefined };
  const tokens: Token[] = [];
  for (let at = start; ; at = TOKEN.lastIndex) {
    END.lastIndex = at;
    const end = END.exec(source);
    if (end !== null) {
      if (tokens.length === 0) throw new TemplateError(`${place}: missing value for command`);
      return { tokens, end: END.lastIndex, trimsRight: end[1] !== undefined };
    }
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(source);
    if (found === null) {
      const rest = source.slice(at).trimStart();
      const reason = rest === "" ? "unclosed action" : `unexpected ${JSON.stringify(rest.charAt(0))} in operand`;
      throw new TemplateError(`${place}: ${reason}`);
    }
    const kind = KINDS.find((_kind, index) => found[index + 2] !== undefined) ?? "sign";
    const text = found[0].trimStart();
    const [tokenStart, tokenEnd] = [TOKEN.lastIndex - text.length, TOKEN.lastIndex];
    tokens.push({ kind, text, isApart: found[1] !== "", start: tokenStart, end: tokenEnd });
  }
}
