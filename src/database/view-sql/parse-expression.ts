import type { BinaryOperator, Call, Expression, Query } from "./syntax.ts";
import { parseOver, parseOrderTerms } from "./parse-window.ts";
import type { TokenReader } from "./token-reader.ts";
import type { Position } from "./view-sql-error.ts";

/** What the parser of expressions needs of that of queries, and the other way round. */
export interface Grammar {
  readonly reader: TokenReader;
  readonly expression: () => Expression;
  readonly query: () => Query;
}

/** Operators between two operands, by how strongly they bind. */
const BINARY: Readonly<Record<string, readonly [BinaryOperator, number]>> = {
  or: ["OR", 1],
  and: ["AND", 2],
  "=": ["=", 4],
  "==": ["=", 4],
  "<>": ["<>", 4],
  "!=": ["<>", 4],
  "<": ["<", 5],
  "<=": ["<=", 5],
  ">": [">", 5],
  ">=": [">=", 5],
  "&": ["&", 7],
  "|": ["|", 7],
  "<<": ["<<", 7],
  ">>": [">>", 7],
  "+": ["+", 8],
  "-": ["-", 8],
  "*": ["*", 9],
  "/": ["/", 9],
  "%": ["%", 9],
  "||": ["||", 10],
  "->": ["->", 10],
  "->>": ["->>", 10],
};

/** The limit of SQLite, for each operator is a level of the tree. */
const MAX_OPERATORS = 1000;

const NOT = 3;
const EQUALITY = 4;
const COLLATE = 11;
const SIGN = 12;

export function parseExpression(grammar: Grammar, minimum = 0): Expression {
  return grammar.reader.nested(() => {
    let left = parsePrefix(grammar);
    for (let count = 0; ; count++) {
      const next = parseInfix(grammar, left, minimum);
      if (next === null) return left;
      if (count === MAX_OPERATORS) grammar.reader.fail(`an expression has at most ${MAX_OPERATORS} operators in a row`);
      left = next;
    }
  });
}

function parsePrefix(grammar: Grammar): Expression {
  const { reader } = grammar;
  const { position } = reader.peek();
  if (reader.isWord("not") && !reader.isWord("exists", 1)) {
    reader.next();
    return { type: "unary", operator: "NOT", operand: parseExpression(grammar, NOT), position };
  }
  for (const operator of ["-", "+", "~"] as const) {
    if (reader.acceptOperator(operator)) {
      return { type: "unary", operator, operand: parseExpression(grammar, SIGN), position };
    }
  }
  return parsePrimary(grammar);
}

/** Null where nothing follows that binds at least that strongly. */
function parseInfix(grammar: Grammar, left: Expression, minimum: number): Expression | null {
  const { reader } = grammar;
  const token = reader.peek();
  if (token.type !== "operator" && token.type !== "word") return null;
  const { position } = token;
  const binary = BINARY[token.text.toLowerCase()];
  if (binary !== undefined) {
    const [operator, strength] = binary;
    if (strength < minimum) return null;
    reader.next();
    return { type: "binary", operator, left, right: parseExpression(grammar, strength + 1), position };
  }
  if (minimum <= COLLATE && reader.acceptWords("collate")) {
    return { type: "collate", operand: left, collation: reader.expectName("a collation").toLowerCase(), position };
  }
  return minimum <= EQUALITY ? parseTest(grammar, left, position) : null;
}

/** IS, IN, LIKE, BETWEEN and their like, which bind as = does. */
function parseTest(grammar: Grammar, left: Expression, position: Position): Expression | null {
  const { reader } = grammar;
  const nothing: Expression = { type: "null", position };
  const is = (isNot: boolean, right: Expression): Expression => ({
    type: "binary",
    operator: isNot ? "IS NOT" : "IS",
    left,
    right,
    position,
  });
  if (reader.acceptWords("isnull")) return is(false, nothing);
  if (reader.acceptWords("notnull") || reader.acceptWords("not", "null")) return is(true, nothing);
  if (reader.acceptWords("is")) {
    const isNot = reader.acceptWords("not");
    const isDistinct = reader.acceptWords("distinct", "from");
    return is(isNot !== isDistinct, parseExpression(grammar, EQUALITY + 1));
  }
  const isNot =
    reader.isWord("not") && ["in", "like", "glob", "regexp", "match", "between"].some((word) => reader.isWord(word, 1));
  if (isNot) reader.next();
  if (reader.acceptWords("between")) {
    const low = parseExpression(grammar, EQUALITY + 1);
    reader.expectWord("and");
    return { type: "between", isNot, operand: left, low, high: parseExpression(grammar, EQUALITY + 1), position };
  }
  if (reader.acceptWords("in")) return { type: "in", isNot, operand: left, list: parseSet(grammar), position };
  for (const operator of ["LIKE", "GLOB", "REGEXP", "MATCH"] as const) {
    if (!reader.acceptWords(operator.toLowerCase())) continue;
    const right = parseExpression(grammar, EQUALITY + 1);
    const escape = reader.acceptWords("escape") ? parseExpression(grammar, EQUALITY + 1) : null;
    return { type: "like", operator, isNot, left, right, escape, position };
  }
  return null;
}

function parseSet(grammar: Grammar): readonly Expression[] | Query {
  const { reader } = grammar;
  const { position } = reader.peek();
  if (reader.isName()) {
    const table = { type: "table" as const, name: reader.expectName("a table"), alias: null, position };
    const star = { type: "star" as const, table: null, position };
    const none = { where: null, groupBy: [], having: null, windows: [] };
    const from = { first: table, others: [] };
    const body = { type: "select" as const, isDistinct: false, items: [star], from, ...none, position };
    const plain = { with: [], isRecursive: false, orderBy: [], limit: null, offset: null, position };
    return { ...plain, arms: [{ operator: "", body }] };
  }
  reader.expectOperator("(");
  if (startsQuery(reader)) {
    const query = grammar.query();
    reader.expectOperator(")");
    return query;
  }
  const list = reader.isOperator(")") ? [] : reader.list(() => grammar.expression());
  reader.expectOperator(")");
  return list;
}

export function startsQuery(reader: TokenReader): boolean {
  return reader.isWord("select") || reader.isWord("with") || reader.isWord("values");
}

function parsePrimary(grammar: Grammar): Expression {
  const { reader } = grammar;
  const token = reader.peek();
  const { position, text } = token;
  if (token.type === "number") return { type: "number", text: reader.next().text, position };
  if (token.type === "string") return { type: "string", text: reader.next().text, position };
  if (token.type === "blob") return { type: "blob", hex: reader.next().text, position };
  if (reader.acceptOperator("(")) return parseParenthesised(grammar, position);
  if (reader.acceptWords("null")) return { type: "null", position };
  if (reader.acceptWords("case")) return parseCase(grammar, position);
  if (reader.acceptWords("not", "exists")) {
    return { type: "unary", operator: "NOT", operand: parseExists(grammar, position), position };
  }
  if (reader.acceptWords("exists")) return parseExists(grammar, position);
  if (reader.isWord("cast") && reader.isOperator("(", 1)) return parseCast(grammar);
  if (!reader.isName()) return reader.fail("expected an expression");
  if (reader.isOperator("(", 1)) return parseCall(grammar);
  if (token.type === "word" && !reader.isOperator(".", 1)) {
    const word = text.toLowerCase();
    if (word === "true" || word === "false") {
      reader.next();
      return { type: "boolean", value: word === "true", position };
    }
    if (["current_timestamp", "current_date", "current_time"].includes(word)) {
      reader.next();
      return call(word, position);
    }
  }
  return parseColumn(reader);
}

function parseColumn(reader: TokenReader): Expression {
  const first = reader.next();
  const { position, isDoubleQuoted } = first;
  if (!reader.acceptOperator(".")) return { type: "column", table: null, name: first.text, isDoubleQuoted, position };
  const second = reader.expectName("a column");
  // The first of three names is that of the database, of which there is one.
  if (reader.acceptOperator(".")) {
    return { type: "column", table: second, name: reader.expectName("a column"), isDoubleQuoted: false, position };
  }
  return { type: "column", table: first.text, name: second, isDoubleQuoted: false, position };
}

function parseParenthesised(grammar: Grammar, position: Position): Expression {
  const { reader } = grammar;
  if (startsQuery(reader)) {
    const query = grammar.query();
    reader.expectOperator(")");
    return { type: "query", query, position };
  }
  const items = reader.list(() => grammar.expression());
  reader.expectOperator(")");
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { type: "row", items, position };
}

function parseExists(grammar: Grammar, position: Position): Expression {
  grammar.reader.expectOperator("(");
  const query = grammar.query();
  grammar.reader.expectOperator(")");
  return { type: "exists", query, position };
}

function parseCase(grammar: Grammar, position: Position): Expression {
  const { reader } = grammar;
  const operand = reader.isWord("when") ? null : grammar.expression();
  const branches = [];
  while (reader.acceptWords("when")) {
    const when = grammar.expression();
    reader.expectWord("then");
    branches.push({ when, result: grammar.expression() });
  }
  if (branches.length === 0) reader.fail("expected WHEN");
  const otherwise = reader.acceptWords("else") ? grammar.expression() : null;
  reader.expectWord("end");
  return { type: "case", operand, branches, otherwise, position };
}

function parseCast(grammar: Grammar): Expression {
  const { reader } = grammar;
  const { position } = reader.next();
  reader.expectOperator("(");
  const operand = grammar.expression();
  reader.expectWord("as");
  const words = [];
  while (reader.isName()) words.push(reader.next().text);
  // A length, which SQLite ignores.
  if (reader.acceptOperator("(")) while (!reader.acceptOperator(")") && reader.peek().type !== "end") reader.next();
  reader.expectOperator(")");
  return { type: "cast", operand, typeName: words.join(" ").toUpperCase(), position };
}

function parseCall(grammar: Grammar): Expression {
  const { reader } = grammar;
  const { text, position } = reader.next();
  reader.expectOperator("(");
  const isStar = reader.acceptOperator("*");
  const isDistinct = !isStar && reader.acceptWords("distinct");
  const values = isStar || reader.isOperator(")") ? [] : reader.list(() => grammar.expression());
  const orderBy = reader.isWord("order") ? parseOrderTerms(grammar) : [];
  reader.expectOperator(")");
  let filter: Expression | null = null;
  if (reader.isWord("filter") && reader.isOperator("(", 1)) {
    reader.next();
    reader.expectOperator("(");
    reader.expectWord("where");
    filter = grammar.expression();
    reader.expectOperator(")");
  }
  const over = parseOver(grammar);
  return { ...call(text.toLowerCase(), position), arguments: values, isStar, isDistinct, orderBy, filter, over };
}

function call(name: string, position: Position): Call {
  const plain = { isDistinct: false, isStar: false, arguments: [], orderBy: [], filter: null, over: null };
  return { type: "call", name, ...plain, position };
}
