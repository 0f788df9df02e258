import { readsTable } from "./find-calls.ts";
import {
  type Level,
  type NamedQuery,
  type OutputColumn,
  type QueryUse,
  TOP,
  type TranslatedQuery,
  visitOrder,
  type Writer,
} from "./level.ts";
import { commonKind, type Kind, type Operand } from "./operand.ts";
import { quoteName } from "./quote.ts";
import type { Arm, CommonTable, Expression, OrderTerm, Query } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";
import { type PreparedArm, prepareSelect, prepareValues } from "./write-select.ts";
import { orderSql } from "./write-window.ts";

export function writeQuery(
  query: Query,
  parent: Level | null,
  { writer, use }: { writer: Writer; use: QueryUse },
): TranslatedQuery {
  const base: Level = { ...TOP, parent };
  const { sql: withSql, level } = writeCommonTables(query, base, writer);
  const arms = query.arms.map(({ body }) =>
    body.type === "select"
      ? prepareSelect(body, level, { writer, orderBy: query.orderBy, use })
      : prepareValues(body, level, writer),
  );
  const columns = outputColumns(query, arms, use);
  const bodies = arms.map((arm, index) => `${combination(query.arms[index])}${arm.render(columns)}`);
  const order = writeOrder(query, { arms, columns, level, writer, use });
  return { sql: `${withSql}${combine(bodies, query)}${order}${writeLimit(query, arms, use)}`, columns };
}

function combination(arm: Arm | undefined): string {
  return arm === undefined || arm.operator === "" ? "" : ` ${arm.operator} `;
}

/** SQLite combines from left to right, where INTERSECT of PostgreSQL comes first. */
function combine(bodies: readonly string[], { arms }: Query): string {
  const hasIntersect = arms.some(({ operator }) => operator === "INTERSECT");
  if (!hasIntersect) return bodies.join("");
  return bodies.reduce((left, body) => (left === "" ? body : `(${left})${body}`), "");
}

function writeCommonTables(query: Query, base: Level, writer: Writer): { sql: string; level: Level } {
  const named = new Map<string, NamedQuery>();
  const level: Level = { ...base, named };
  const parts: string[] = [];
  let isRecursive = false;
  for (const table of query.with) {
    const isOwn = readsTable(table.query, table.name);
    isRecursive ||= isOwn;
    const written = isOwn
      ? writeRecursive(table, level, { named, writer })
      : writer.query(table.query, level, { as: "table" });
    const columns = renamed(table, written.columns);
    named.set(table.name.toLowerCase(), { name: table.name, columns });
    const list = columns.map(({ name }) => quoteName(name)).join(", ");
    const materialized = table.materialized === "" ? "" : ` ${table.materialized}`;
    parts.push(`${quoteName(table.name)} (${list}) AS${materialized} (${written.sql})`);
  }
  return { sql: parts.length === 0 ? "" : `WITH ${isRecursive ? "RECURSIVE " : ""}${parts.join(", ")} `, level };
}

/** The first of its queries says what columns the table has while the others read it. */
function writeRecursive(
  table: CommonTable,
  level: Level,
  { named, writer }: { named: Map<string, NamedQuery>; writer: Writer },
): TranslatedQuery {
  const [first, second] = table.query.arms;
  if (first === undefined || second === undefined || table.query.orderBy.length > 0) {
    throw new UntranslatableError(table.position, `the recursive table ${table.name} has no translation`);
  }
  const start = writer.query({ ...table.query, arms: [first] }, level, { as: "table" });
  const kinds = start.columns.map(({ kind }): Kind => (kind === "int" ? "number" : kind));
  const columns = renamed(table, start.columns).map((column, index) => ({
    ...column,
    kind: kinds[index] ?? "text",
    isNullable: true,
  }));
  named.set(table.name.toLowerCase(), { name: table.name, columns });
  return writer.query(table.query, level, { as: "table", kinds });
}

function renamed({ name, columns, position }: CommonTable, found: readonly OutputColumn[]): OutputColumn[] {
  if (columns === null) return [...found];
  if (columns.length !== found.length) {
    throw new UntranslatableError(position, `table ${name} has ${found.length} values for ${columns.length} columns`);
  }
  return found.map((column, index) => ({ ...column, name: columns[index] ?? column.name }));
}

function outputColumns(query: Query, arms: readonly PreparedArm[], use: QueryUse): OutputColumn[] {
  const [first] = arms;
  if (first === undefined || arms.some(({ values }) => values.length !== first.values.length)) {
    throw new UntranslatableError(
      query.position,
      "SELECTs to the left and right of a compound do not have the same number of result columns",
    );
  }
  const names = uniqueNames(first.names);
  return first.values.map((value, index) => {
    const all = arms.map(({ values }) => values[index] ?? value);
    const affinity = all.every((one) => one.affinity === value.affinity) ? value.affinity : "none";
    let kind = use.kinds?.[index] ?? commonKind(all);
    // Conditions are 0 and 1 in SQLite; columns of booleans are what their field says.
    if (kind === "boolean" && affinity === "none" && use.as === "view") kind = "int";
    if (kind === "json" && affinity === "none") kind = all.every(({ isJsonValue }) => isJsonValue) ? "json" : "text";
    return { name: names[index] ?? "", kind, affinity, isNullable: all.some(({ isNullable }) => isNullable) };
  });
}

/** SQLite numbers columns whose name occurs before. */
function uniqueNames(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 1; seen.has(unique.toLowerCase()); number++) unique = `${name.replace(/:\d+$/, "")}:${number}`;
    seen.add(unique.toLowerCase());
    return unique;
  });
}

interface OrderPlace {
  readonly arms: readonly PreparedArm[];
  readonly columns: readonly OutputColumn[];
  readonly level: Level;
  readonly writer: Writer;
  readonly use: QueryUse;
}

function writeOrder(query: Query, place: OrderPlace): string {
  const { arms, use } = place;
  const [first] = arms;
  const isPlain = arms.length === 1 && first?.select?.isDistinct === false;
  const terms = query.orderBy.map((term) => (isPlain ? plainTerm(term, first, place.writer) : outputTerm(term, place)));
  const isGrouped = first?.select?.groups != null;
  const needsOrder =
    use.as === "view" ||
    use.as === "value" ||
    query.limit !== null ||
    terms.length > 0 ||
    (isGrouped && use.as === "table");
  if (needsOrder && isPlain) terms.push(...usualOrder(first));
  // Without a sort SQLite yields combined rows in the order in which it compared them.
  if (
    terms.length === 0 &&
    use.as === "view" &&
    query.arms.some(({ operator }) => operator !== "" && operator !== "UNION ALL")
  ) {
    terms.push(...place.columns.map((_, index) => `${index + 1} NULLS FIRST`));
  }
  return terms.length === 0 ? "" : ` ORDER BY ${[...new Set(terms)].join(", ")}`;
}

/** The order in which SQLite yields rows that no sort puts into one: that of the tables, or of the groups. */
function usualOrder({ select }: PreparedArm): string[] {
  if (select === null) return [];
  return select.groups === null ? visitOrder(select.level) : [...select.groups];
}

function plainTerm(term: OrderTerm, { values, select }: PreparedArm, writer: Writer): string {
  const level = select?.level;
  if (level === undefined) throw new Error("only a SELECT is ordered by expressions");
  const numbered = term.expression.type === "number" ? values[Number(term.expression.text) - 1] : undefined;
  if (numbered !== undefined) return orderSql(numbered, term);
  return orderSql(writer.expression(term.expression, { ...level, aliasFirst: true }), term);
}

/** Where rows are combined or distinct, only columns of the result can order them. */
function outputTerm(term: OrderTerm, { arms, columns, writer }: OrderPlace): string {
  const index = outputIndex(term.expression, { arms, columns, writer });
  const column = columns[index];
  if (column === undefined) {
    throw new UntranslatableError(
      term.expression.position,
      "ORDER BY of a DISTINCT or combined query needs a column of its result",
    );
  }
  return `${index + 1}${term.isDescending ? " DESC" : ""} NULLS ${term.nulls || (term.isDescending ? "LAST" : "FIRST")}`;
}

function outputIndex(
  node: Expression,
  { arms, columns, writer }: Pick<OrderPlace, "arms" | "columns" | "writer">,
): number {
  if (node.type === "number") return Number(node.text) - 1;
  if (node.type === "column" && node.table === null) {
    const named = columns.findIndex(({ name }) => name.toLowerCase() === node.name.toLowerCase());
    if (named !== -1) return named;
  }
  const [first] = arms;
  if (first?.select == null) return -1;
  const { sql } = writer.expression(node, first.select.level);
  return first.values.findIndex((value: Operand) => value.sql === sql);
}

function writeLimit(query: Query, [first]: readonly PreparedArm[], use: QueryUse): string {
  const limit = query.limit === null ? null : whole(query.limit);
  const offset = query.offset === null ? null : whole(query.offset);
  const isOneRow = first?.select?.groups?.length === 0 && query.arms.length === 1;
  const limitSql = limit !== null && limit >= 0 ? ` LIMIT ${limit}` : use.as === "value" && !isOneRow ? " LIMIT 1" : "";
  return `${limitSql}${offset !== null && offset > 0 ? ` OFFSET ${offset}` : ""}`;
}

function whole(node: Expression): number {
  if (node.type === "number" && /^\d+$/.test(node.text)) return Number(node.text);
  if (node.type === "unary" && node.operator === "-") return -whole(node.operand);
  throw new UntranslatableError(node.position, "LIMIT and OFFSET need whole numbers");
}
