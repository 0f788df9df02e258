import { findCalls } from "./find-calls.ts";
import { isAggregate } from "./functions/aggregates.ts";
import {
  type Grouping,
  type Level,
  type OutputColumn,
  type QueryUse,
  type Source,
  visitOrder,
  type Writer,
} from "./level.ts";
import {
  asBoolean,
  asKind,
  asNumber,
  commonKind,
  comparable,
  type Kind,
  nullLiteral,
  type Operand,
} from "./operand.ts";
import { quoteName } from "./quote.ts";
import type { Call, Expression, OrderTerm, Select, SelectItem, Values } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";
import { writeJoin } from "./write-from.ts";

/** One of the combined queries of a query, before it is known what kinds its columns have together with those of the others. */
export interface PreparedArm {
  readonly names: readonly string[];
  readonly values: readonly Operand[];
  render(columns: readonly OutputColumn[]): string;
  /** Null for VALUES. */
  readonly select: PreparedSelect | null;
}

export interface PreparedSelect {
  readonly level: Level;
  readonly isDistinct: boolean;
  /** The terms that order rows by what they are grouped by; null where they are not grouped. */
  readonly groups: readonly string[] | null;
}

export interface SelectPlace {
  readonly writer: Writer;
  readonly orderBy: readonly OrderTerm[];
  readonly use: QueryUse;
}

export function prepareSelect(select: Select, outer: Level, place: SelectPlace): PreparedArm {
  const { writer } = place;
  // The order of a view is that of the one query that it reads.
  const isWrapper = select.from?.others.length === 0 && select.groupBy.length === 0;
  const from =
    select.from === null ? null : writeJoin(select.from, outer, { writer, first: isWrapper ? place.use.as : "table" });
  const aliases = new Map(
    select.items.flatMap((item): [string, Expression][] =>
      item.type === "expression" && item.alias !== null ? [[item.alias.toLowerCase(), item.expression]] : [],
    ),
  );
  const windows = new Map(select.windows.map(({ name, window }) => [name.toLowerCase(), window]));
  const level: Level = { ...outer, sources: from?.sources ?? [], aliases, windows };
  const calls = findCalls([select.items, select.having, place.orderBy]).filter(isAggregate);
  const groupedBy = select.groupBy.map((node) => groupKey(node, select, { level, writer }));
  const keys = groupedBy.map(({ sql }) => sql);
  const isGrouped = keys.length > 0 || calls.length > 0 || select.having !== null;
  const grouping = isGrouped ? groupingOf(keys, calls, { level, writer }) : null;
  const grouped: Level = { ...level, grouping };
  const items = select.items.flatMap((item) => writeItem(item, { ...grouped, aliases: new Map() }, writer));
  const where = select.where === null ? "" : ` WHERE ${asBoolean(writer.expression(select.where, level)).sql}`;
  const having = select.having === null ? "" : ` HAVING ${asBoolean(writer.expression(select.having, grouped)).sql}`;
  const groupBy = keys.length === 0 ? "" : ` GROUP BY ${[...new Set(keys)].join(", ")}`;
  const rest = `${from === null ? "" : ` FROM ${from.sql}`}${where}${groupBy}${having}`;
  const names = items.map(({ name }) => name);
  const values = items.map(({ value }) => value);
  return {
    names,
    values,
    render: (columns) => `SELECT ${select.isDistinct ? "DISTINCT " : ""}${outputs(values, columns)}${rest}`,
    select: {
      level: grouped,
      isDistinct: select.isDistinct,
      groups: isGrouped ? groupedBy.map(({ sql, isNullable }) => (isNullable ? `${sql} NULLS FIRST` : sql)) : null,
    },
  };
}

export function prepareValues({ rows, position }: Values, level: Level, writer: Writer): PreparedArm {
  const written = rows.map((row) => row.map((node) => writer.expression(node, level)));
  const [first = []] = written;
  if (written.some((row) => row.length !== first.length)) {
    throw new UntranslatableError(position, "all VALUES must have the same number of terms");
  }
  const values = first.map((value, index): Operand => {
    const column = written.map((row) => row[index] ?? nullLiteral);
    return {
      ...value,
      kind: commonKind(column),
      constant: undefined,
      isNullable: column.some(({ isNullable }) => isNullable),
    };
  });
  const names = first.map((_, index) => `column${index + 1}`);
  const render = (columns: readonly OutputColumn[]): string => {
    const lines = written.map(
      (row) => `(${row.map((value, index) => output(value, columns[index]?.kind ?? "text")).join(", ")})`,
    );
    const list = columns.map(({ name }) => quoteName(name)).join(", ");
    return `SELECT ${list} FROM (VALUES ${lines.join(", ")}) AS "_values" (${list})`;
  };
  return { names, values, render, select: null };
}

interface Item {
  readonly name: string;
  readonly value: Operand;
}

interface Place {
  readonly level: Level;
  readonly writer: Writer;
}

function writeItem(item: SelectItem, level: Level, writer: Writer): Item[] {
  if (item.type === "expression") {
    const value = writer.expression(item.expression, level);
    return [{ name: item.alias ?? columnName(item.expression, level) ?? item.text, value }];
  }
  const { table, position } = item;
  const sources = level.sources.filter(({ alias }) => table === null || alias.toLowerCase() === table.toLowerCase());
  if (sources.length === 0) {
    throw new UntranslatableError(position, table === null ? "no tables specified" : `no such table: ${table}`);
  }
  return sources.flatMap((source) => starItems(source, table !== null, { level, writer }));
}

function starItems({ alias, columns }: Source, isOne: boolean, { level, writer }: Place): Item[] {
  return columns.flatMap(({ name, isHidden }) => {
    if (isHidden && !isOne) return [];
    const node = { type: "column", table: alias, name, isDoubleQuoted: false, position: 0 } as const;
    return [{ name, value: writer.expression(node, level) }];
  });
}

/** A column keeps the name that it has in its table, however the query writes it. */
function columnName(node: Expression, { sources }: Level): string | null {
  if (node.type !== "column") return null;
  const name = node.name.toLowerCase();
  const found = sources.flatMap(({ columns }) => columns).find((column) => column.name.toLowerCase() === name);
  return found?.name ?? node.name;
}

/** The SQL of what is grouped by: an expression, an alias, or the number of a column of the result. */
function groupKey(node: Expression, { items }: Select, { level, writer }: Place): Operand {
  const numbered = node.type === "number" ? items[Number(node.text) - 1] : undefined;
  const value = writer.expression(numbered?.type === "expression" ? numbered.expression : node, level);
  return value.collation === "binary" ? value : comparable(value);
}

/** Of which row of a group SQLite takes the values of columns that are not grouped by: that of the one min() or max(), else the first. */
function groupingOf(keys: readonly string[], calls: readonly Call[], { level, writer }: Place): Grouping {
  const extremes = calls.filter(({ name }) => name === "min" || name === "max");
  const [extreme] = extremes;
  const [node] = extreme?.arguments ?? [];
  const terms = visitOrder(level);
  if (extreme !== undefined && node !== undefined) {
    const value = writer.expression(node, level);
    const compared = comparable(value.kind === "boolean" ? asNumber(value) : value);
    terms.unshift(`${compared.sql}${extreme.name === "max" ? " DESC" : ""}${compared.isNullable ? " NULLS LAST" : ""}`);
  }
  const known = level.sources.flatMap(({ primaryKey, columns }) =>
    primaryKey !== null && keys.includes(primaryKey) ? columns.map(({ value }) => value.sql) : [],
  );
  return { keys: new Set([...keys, ...known]), firstRow: terms.length === 0 ? "" : ` ORDER BY ${terms.join(", ")}` };
}

function outputs(values: readonly Operand[], columns: readonly OutputColumn[]): string {
  return columns
    .map(({ name, kind }, index) => `${output(values[index] ?? nullLiteral, kind)} AS ${quoteName(name)}`)
    .join(", ");
}

/** A value as a column of a result. */
function output(value: Operand, kind: Kind): string {
  const converted = asKind(value, kind);
  const isText = converted.kind === "text" || (converted.kind === "json" && converted.affinity !== "numeric");
  if (!isText || (value.isColumn && value.kind === "text")) return converted.sql;
  return `(${converted.sql} COLLATE "C")`;
}
