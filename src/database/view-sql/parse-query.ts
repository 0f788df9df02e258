import { type Grammar, parseExpression, startsQuery } from "./parse-expression.ts";
import { parseOrderTerms, parseWindow } from "./parse-window.ts";
import type {
  Arm,
  CommonTable,
  Expression,
  Join,
  JoinedTable,
  Query,
  Select,
  SelectItem,
  TableReference,
  Values,
} from "./syntax.ts";
import { TokenReader } from "./token-reader.ts";

/** The tree of one SELECT in SQLite's dialect. Throws an UntranslatableError for what is none. */
export function parseQuery(text: string): Query {
  const reader = new TokenReader(text);
  const grammar: Grammar = {
    reader,
    expression: () => parseExpression(grammar),
    query: () => reader.nested(() => parseWhole(grammar)),
  };
  const query = grammar.query();
  while (reader.acceptOperator(";"));
  if (reader.peek().type !== "end") reader.fail("expected the end of the query");
  return query;
}

function parseWhole(grammar: Grammar): Query {
  const { reader } = grammar;
  const { position } = reader.peek();
  const hasTables = reader.acceptWords("with");
  const isRecursive = hasTables && reader.acceptWords("recursive");
  const tables = hasTables ? reader.list(() => parseCommonTable(grammar)) : [];
  const arms: Arm[] = [{ operator: "", body: parseBody(grammar) }];
  for (let operator = acceptCompound(reader); operator !== null; operator = acceptCompound(reader)) {
    arms.push({ operator, body: parseBody(grammar) });
  }
  const orderBy = reader.isWord("order") ? parseOrderTerms(grammar) : [];
  const { limit, offset } = parseLimit(grammar);
  return { with: tables, isRecursive, arms, orderBy, limit, offset, position };
}

function parseLimit({ reader, expression }: Grammar): { limit: Expression | null; offset: Expression | null } {
  if (!reader.acceptWords("limit")) return { limit: null, offset: null };
  const first = expression();
  if (reader.acceptWords("offset")) return { limit: first, offset: expression() };
  return reader.acceptOperator(",") ? { limit: expression(), offset: first } : { limit: first, offset: null };
}

function acceptCompound(reader: TokenReader): Arm["operator"] | null {
  if (reader.acceptWords("union", "all")) return "UNION ALL";
  if (reader.acceptWords("union")) return "UNION";
  if (reader.acceptWords("except")) return "EXCEPT";
  return reader.acceptWords("intersect") ? "INTERSECT" : null;
}

function parseCommonTable(grammar: Grammar): CommonTable {
  const { reader } = grammar;
  const { position } = reader.peek();
  const name = reader.expectName("a table");
  const columns = reader.isOperator("(") ? parseNames(reader) : null;
  reader.expectWord("as");
  const isNot = reader.isWord("not") && reader.acceptWords("not", "materialized");
  const materialized = isNot ? "NOT MATERIALIZED" : reader.acceptWords("materialized") ? "MATERIALIZED" : "";
  reader.expectOperator("(");
  const query = grammar.query();
  reader.expectOperator(")");
  return { name, columns, materialized, query, position };
}

function parseNames(reader: TokenReader): string[] {
  reader.expectOperator("(");
  const names = reader.list(() => reader.expectName("a column"));
  reader.expectOperator(")");
  return names;
}

function parseBody(grammar: Grammar): Select | Values {
  const { reader } = grammar;
  const { position } = reader.peek();
  if (reader.acceptWords("values")) {
    const rows = reader.list(() => {
      reader.expectOperator("(");
      const row = reader.list(() => grammar.expression());
      reader.expectOperator(")");
      return row;
    });
    return { type: "values", rows, position };
  }
  reader.expectWord("select");
  const isDistinct = reader.acceptWords("distinct");
  if (!isDistinct) reader.acceptWords("all");
  const items = reader.list(() => parseItem(grammar));
  const from = reader.acceptWords("from") ? parseJoin(grammar) : null;
  const where = reader.acceptWords("where") ? grammar.expression() : null;
  const groupBy = reader.acceptWords("group", "by") ? reader.list(() => grammar.expression()) : [];
  const having = reader.acceptWords("having") ? grammar.expression() : null;
  const windows = reader.acceptWords("window") ? reader.list(() => parseNamedWindow(grammar)) : [];
  return { type: "select", isDistinct, items, from, where, groupBy, having, windows, position };
}

function parseNamedWindow(grammar: Grammar): Select["windows"][number] {
  const name = grammar.reader.expectName("a window");
  grammar.reader.expectWord("as");
  return { name, window: parseWindow(grammar) };
}

function parseItem(grammar: Grammar): SelectItem {
  const { reader } = grammar;
  const { position } = reader.peek();
  if (reader.acceptOperator("*")) return { type: "star", table: null, position };
  if (reader.isName() && reader.isOperator(".", 1) && reader.isOperator("*", 2)) {
    const table = reader.expectName("a table");
    reader.next();
    reader.next();
    return { type: "star", table, position };
  }
  const expression = grammar.expression();
  const text = reader.query.slice(position, reader.lastEnd);
  return { type: "expression", expression, alias: reader.acceptAlias(), text };
}

function parseJoin(grammar: Grammar): Join {
  const { reader } = grammar;
  const first = parseTable(grammar);
  const others: JoinedTable[] = [];
  for (let next = parseJoined(grammar); next !== null; next = parseJoined(grammar)) others.push(next);
  if (reader.isWord("on") || reader.isWord("using")) reader.fail("expected a join before it");
  return { first, others };
}

function parseJoined(grammar: Grammar): JoinedTable | null {
  const { reader } = grammar;
  const { position } = reader.peek();
  let isNatural = false;
  let type: JoinedTable["type"] = "INNER";
  if (!reader.acceptOperator(",")) {
    isNatural = reader.acceptWords("natural");
    const outer = (["LEFT", "RIGHT", "FULL"] as const).find((word) => reader.acceptWords(word.toLowerCase()));
    if (outer !== undefined) reader.acceptWords("outer");
    else if (!reader.acceptWords("inner")) reader.acceptWords("cross");
    type = outer ?? "INNER";
    if (!reader.acceptWords("join")) return reader.peek().position === position ? null : reader.fail("expected JOIN");
  }
  const table = parseTable(grammar);
  const on = reader.acceptWords("on") ? grammar.expression() : null;
  const using = on === null && reader.acceptWords("using") ? parseNames(reader) : [];
  return { type, isNatural, table, on, using, position };
}

function parseTable(grammar: Grammar): TableReference {
  const { reader } = grammar;
  const { position } = reader.peek();
  if (reader.acceptOperator("(")) {
    if (startsQuery(reader)) {
      const query = grammar.query();
      reader.expectOperator(")");
      return { type: "query", query, alias: reader.acceptAlias(), position };
    }
    const join = reader.nested(() => parseJoin(grammar));
    reader.expectOperator(")");
    return { type: "join", join, position };
  }
  let name = reader.expectName("a table");
  // The name before a dot is that of the database, of which there is one.
  if (reader.acceptOperator(".")) name = reader.expectName("a table");
  if (reader.acceptOperator("(")) {
    const values = reader.isOperator(")") ? [] : reader.list(() => grammar.expression());
    reader.expectOperator(")");
    return { type: "function", name: name.toLowerCase(), arguments: values, alias: reader.acceptAlias(), position };
  }
  const alias = reader.acceptAlias();
  // Which index SQLite is to use means nothing elsewhere.
  if (reader.acceptWords("indexed", "by")) reader.expectName("an index");
  else reader.acceptWords("not", "indexed");
  return { type: "table", name, alias, position };
}
