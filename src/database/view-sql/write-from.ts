import { compare } from "./compare.ts";
import type { Level, NamedQuery, OutputColumn, QueryUse, Source, SourceColumn, Writer } from "./level.ts";
import { asBoolean, asText, type Operand, operand } from "./operand.ts";
import { quoteName } from "./quote.ts";
import type { Expression, Join, JoinedTable, TableReference } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";

export interface From {
  readonly sql: string;
  readonly sources: readonly Source[];
}

/** What FROM joins, in its order: SQLite joins from left to right, a comma as a JOIN. */
export function writeJoin(join: Join, level: Level, { writer, first = "table" }: JoinPlace): From {
  let from = writeTable(join.first, level, { writer, as: first });
  for (const joined of join.others) from = addJoined(from, joined, { level, writer });
  return from;
}

interface JoinPlace {
  readonly writer: Writer;
  /** What the first table is written for where it is a query. */
  readonly first?: QueryUse["as"];
}

interface Place {
  readonly level: Level;
  readonly writer: Writer;
}

function addJoined(left: From, joined: JoinedTable, { level, writer }: Place): From {
  const seen = { ...level, sources: [...level.sources, ...left.sources] };
  const right = writeTable(joined.table, seen, { writer, as: "table" });
  const isLeftNullable = joined.type === "RIGHT" || joined.type === "FULL";
  const isRightNullable = joined.type === "LEFT" || joined.type === "FULL";
  const names = joined.isNatural ? commonNames(left, right) : joined.using;
  const { sources, conditions } = merge(left.sources, right.sources, { names, joined });
  const inner = { ...level, sources: [...level.sources, ...left.sources, ...right.sources] };
  if (joined.on !== null) conditions.push(asBoolean(writer.expression(joined.on, inner)).sql);
  const isSingle = joined.on !== null && isByKey(joined.on, right, (node) => writer.expression(node, inner).sql);
  const isCross = conditions.length === 0 && joined.type === "INNER";
  const on = isCross ? "" : ` ON ${conditions.join(" AND ") || "TRUE"}`;
  const sql = `${left.sql} ${isCross ? "CROSS" : joined.type} JOIN ${right.sql}${on}`;
  const nullable = (source: Source): Source => {
    const isRight = right.sources.some(({ alias }) => alias === source.alias);
    const one =
      isRight && isSingle ? { ...source, isSingle: joined.type === "LEFT" || joined.type === "INNER" } : source;
    return (isRight ? isRightNullable : isLeftNullable) ? withNulls(one) : one;
  };
  return { sql, sources: sources.map(nullable) };
}

/** Whether a table is joined by its primary key, so that at most one of its rows is. */
function isByKey(on: Expression, { sources }: From, sqlOf: (node: Expression) => string): boolean {
  const [source, ...others] = sources;
  if (on.type !== "binary" || source === undefined || source.primaryKey === null || others.length > 0) return false;
  if (on.operator === "AND")
    return isByKey(on.left, { sql: "", sources }, sqlOf) || isByKey(on.right, { sql: "", sources }, sqlOf);
  if (on.operator !== "=") return false;
  const [left, right] = [sqlOf(on.left), sqlOf(on.right)];
  const prefix = source.primaryKey.slice(0, source.primaryKey.lastIndexOf(".") + 1);
  const isKey = (one: string, other: string): boolean => one === source.primaryKey && !other.includes(prefix);
  return isKey(left, right) || isKey(right, left);
}

/** Columns of the side of an outer join that may have no row. */
function withNulls(source: Source): Source {
  const nullable = (value: Operand): Operand => ({ ...value, isNullable: true });
  const columns = source.columns.map((column) => ({ ...column, value: nullable(column.value) }));
  return { ...source, columns, rowId: source.rowId === null ? null : nullable(source.rowId) };
}

function commonNames(left: From, right: From): string[] {
  const names = new Set(visible(left.sources).map(({ name }) => name.toLowerCase()));
  return visible(right.sources).flatMap(({ name }) => (names.has(name.toLowerCase()) ? [name] : []));
}

function visible(sources: readonly Source[]): SourceColumn[] {
  return sources.flatMap(({ columns }) => columns.filter(({ isHidden }) => !isHidden));
}

/** The conditions of USING; each of its columns is seen once. */
function merge(
  left: readonly Source[],
  right: readonly Source[],
  { names, joined }: { names: readonly string[]; joined: JoinedTable },
): { sources: Source[]; conditions: string[] } {
  const conditions: string[] = [];
  const merged = new Map<Operand, SourceColumn>();
  for (const name of names) {
    const find = (sources: readonly Source[]): SourceColumn | undefined =>
      visible(sources).find((column) => column.name.toLowerCase() === name.toLowerCase());
    const [one, other] = [find(left), find(right)];
    if (one === undefined || other === undefined) {
      const reason = `cannot join using column ${name} - column not present in both tables`;
      throw new UntranslatableError(joined.position, reason);
    }
    conditions.push(compare("=", one.value, other.value).sql);
    const isOuter = joined.type === "RIGHT" || joined.type === "FULL";
    const sql = `COALESCE(${one.value.sql}, ${other.value.sql})`;
    if (isOuter) merged.set(one.value, { ...one, value: { ...one.value, sql, isColumn: false } });
    merged.set(other.value, { ...other, isHidden: true });
  }
  const sources = [...left, ...right].map((source) => ({
    ...source,
    columns: source.columns.map((column) => merged.get(column.value) ?? column),
  }));
  return { sources, conditions };
}

function writeTable(
  reference: TableReference,
  level: Level,
  { writer, as }: { writer: Writer; as: QueryUse["as"] },
): From {
  switch (reference.type) {
    case "table":
      return writeNamedTable(reference, level, writer);
    case "query": {
      // A query in FROM does not see the tables beside it.
      const { sql, columns } = writer.query(reference.query, outer(level), { as: as === "view" ? "view" : "table" });
      const alias = reference.alias ?? `_query_${reference.position}`;
      return { sql: `(${sql}) AS ${quoteName(alias)}`, sources: [querySource(alias, columns)] };
    }
    case "function":
      return writeFunction(reference, level, writer);
    case "join": {
      const { sql, sources } = writeJoin(reference.join, level, { writer });
      return { sql: `(${sql})`, sources };
    }
  }
}

function outer(level: Level): Level {
  return { ...level, sources: [], aliases: new Map() };
}

function writeNamedTable(
  { name, alias, position }: Extract<TableReference, { type: "table" }>,
  level: Level,
  { tables }: Writer,
): From {
  const named = findNamed(level, name);
  const shown = alias ?? named?.name ?? name;
  if (named !== null) {
    const sql = `${quoteName(named.name)} AS ${quoteName(shown)}`;
    return { sql, sources: [querySource(shown, named.columns)] };
  }
  const table = tables(name);
  if (table === null) throw new UntranslatableError(position, `no such table: ${name}`);
  const quoted = quoteName(alias ?? table.name);
  const columns = table.columns.map((column) => {
    const isText = column.kind === "text" || column.kind === "dynamic";
    const affinity = column.kind === "text" ? "text" : isText ? "none" : "numeric";
    const cast = column.cast === undefined ? "" : `::${column.cast}`;
    const value = operand(`${quoted}.${quoteName(column.name)}${cast}`, column.kind, {
      affinity,
      isNullable: !column.notNull,
      isColumn: cast === "",
    });
    return { name: column.name, value, isHidden: false };
  });
  const rowId =
    table.rowId === null
      ? null
      : operand(`${quoted}.${quoteName(table.rowId)}`, "int", { affinity: "numeric", isNullable: false });
  const primaryKey = table.primaryKey === null ? null : `${quoted}.${quoteName(table.primaryKey)}`;
  return {
    sql: `${quoteName(table.name)} AS ${quoted}`,
    sources: [{ alias: alias ?? table.name, columns, rowId, primaryKey }],
  };
}

function findNamed(level: Level, name: string): NamedQuery | null {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    const found = at.named.get(name.toLowerCase());
    if (found !== undefined) return found;
  }
  return null;
}

function querySource(alias: string, all: readonly OutputColumn[]): Source {
  const columns = all.map(({ name, kind, affinity, isNullable }) => ({
    name,
    value: operand(`${quoteName(alias)}.${quoteName(name)}`, kind, { affinity, isNullable, isColumn: true }),
    isHidden: false,
  }));
  return { alias, columns, rowId: null, primaryKey: null };
}

const JSON_EACH: readonly (readonly [string, Operand["kind"]])[] = [
  ["key", "dynamic"],
  ["value", "dynamic"],
  ["type", "text"],
  ["atom", "dynamic"],
  ["id", "int"],
  ["parent", "int"],
  ["fullkey", "text"],
  ["path", "text"],
];

function writeFunction(
  { name, arguments: values, alias, position }: Extract<TableReference, { type: "function" }>,
  level: Level,
  writer: Writer,
): From {
  if (name !== "json_each" || values.length !== 1 || values[0] === undefined) {
    const reason =
      name === "json_each" ? "json_each() with a path has no translation" : `${name}() as a table has no translation`;
    throw new UntranslatableError(position, reason);
  }
  const shown = alias ?? name;
  const quoted = quoteName(shown);
  const columns = JSON_EACH.map(([column, kind]) => ({
    name: column,
    value: operand(`${quoted}.${quoteName(column)}`, kind, { isColumn: true }),
    isHidden: false,
  }));
  const rowId = operand(`${quoted}."id"`, "int", { isNullable: false });
  const json = asText(writer.expression(values[0], level)).sql;
  const sql = `LATERAL sqlite.json_each(${json}) AS ${quoted}`;
  return { sql, sources: [{ alias: shown, columns, rowId, primaryKey: null }] };
}
