import { type Position, UntranslatableError } from "./view-sql-error.ts";

export interface Token {
  /** `name` is an identifier in quotes, `word` one without or a keyword. */
  readonly type: "word" | "name" | "string" | "number" | "blob" | "operator" | "end";
  /** Without quotes; operators as they are. */
  readonly text: string;
  readonly position: Position;
  readonly end: Position;
  /** In double quotes, where a name that does not exist is a text. */
  readonly isDoubleQuoted: boolean;
}

const SPACE = /[ \t\n\f\r]+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const WORD = /[\p{L}_\u0080-\uffff][\p{L}\p{N}_$\u0080-\uffff]*/uy;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const BLOB = /[xX]'([0-9a-fA-F]*)'/y;
const OPERATOR = /->>|->|\|\||<<|>>|<=|>=|<>|==|!=|[-+*/%&|~<>=(),.;]/y;
// A quote is doubled inside.
const STRING = /'((?:[^']|'')*)'/y;
const NAME = /"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]/y;

/** The tokens of a query in SQLite's dialect without spaces and comments; the last one is the end. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = index;
    return pattern.exec(query);
  };
  const add = (type: Token["type"], text: string, end: number): void => {
    const isDoubleQuoted = type === "name" && query.charAt(index) === '"';
    tokens.push({ type, text, position: index, end, isDoubleQuoted });
    index = end;
  };
  const addMatch = (type: Token["type"], [whole]: RegExpExecArray, text = whole): void =>
    add(type, text, index + whole.length);
  while (index < query.length) {
    let found = match(SPACE);
    if (found !== null) index += found[0].length;
    else if ((found = match(BLOB)) !== null) addMatch("blob", found, found[1] ?? "");
    else if ((found = match(STRING)) !== null) addMatch("string", found, found[1]?.replaceAll("''", "'") ?? "");
    else if ((found = match(NAME)) !== null) addMatch("name", found, nameIn(found));
    else if ((found = match(NUMBER)) !== null) addMatch("number", found, found[0].replaceAll("_", ""));
    else if ((found = match(WORD)) !== null) addMatch("word", found);
    else if ((found = match(OPERATOR)) !== null) addMatch("operator", found);
    else throw new UntranslatableError(index, unexpected(query.charAt(index)));
  }
  add("end", "", index);
  return tokens;
}

function nameIn([, double, back, bracket]: RegExpExecArray): string {
  return double?.replaceAll('""', '"') ?? back?.replaceAll("``", "`") ?? bracket ?? "";
}

function unexpected(character: string): string {
  if (`'"\`[`.includes(character)) return `the quote ${character} has no end`;
  if ("?:@$".includes(character)) return "a view has no parameters";
  return `unexpected character ${character}`;
}
