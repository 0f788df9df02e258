import type { Level, Source, Writer } from "./level.ts";
import { type Operand, textLiteral } from "./operand.ts";
import type { ColumnReference } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";

const ROW_ID = new Set(["rowid", "oid", "_rowid_"]);

/** Finds what a name means: a column, the alias of a result, or a text where it stands in double quotes. */
export function writeColumn(node: ColumnReference, level: Level, writer: Writer): Operand {
  for (let at: Level | null = level; at !== null; at = at.parent) {
    const found = findAt(node, at, writer);
    if (found !== null) return found;
  }
  if (node.isDoubleQuoted && node.table === null) return textLiteral(node.name);
  const name = node.table === null ? node.name : `${node.table}.${node.name}`;
  throw new UntranslatableError(node.position, `no such column: ${name}`);
}

function findAt(node: ColumnReference, level: Level, writer: Writer): Operand | null {
  const alias = (): Operand | null => {
    const expression = node.table === null ? level.aliases.get(node.name.toLowerCase()) : undefined;
    // An alias sees the columns, not the other aliases.
    const inner = { ...level, aliases: new Map(), aliasFirst: false };
    return expression === undefined ? null : writer.expression(expression, inner);
  };
  const column = (): Operand | null => {
    const found = findColumn(node, level.sources);
    return found === null ? null : inGroup(found, level);
  };
  return level.aliasFirst ? (alias() ?? column()) : (column() ?? alias());
}

function findColumn(node: ColumnReference, all: readonly Source[]): Operand | null {
  const name = node.name.toLowerCase();
  const table = node.table?.toLowerCase() ?? null;
  const sources = all.filter(({ alias }) => table === null || alias.toLowerCase() === table);
  const found = sources.flatMap(({ columns }) =>
    columns.filter((column) => column.name.toLowerCase() === name && !(table === null && column.isHidden)),
  );
  if (found.length > 1) throw new UntranslatableError(node.position, `ambiguous column name: ${node.name}`);
  if (found[0] !== undefined) return found[0].value;
  if (!ROW_ID.has(name)) return null;
  const ids = sources.flatMap(({ rowId }) => rowId ?? []);
  if (ids.length > 1) throw new UntranslatableError(node.position, `ambiguous column name: ${node.name}`);
  const [id] = ids;
  return id === undefined ? null : { ...id, sql: `${id.sql}::float8` };
}

/** SQLite takes the value of one row where a column is not grouped by. */
function inGroup(value: Operand, { grouping }: Level): Operand {
  if (grouping === null || grouping.keys.has(value.sql)) return value;
  return { ...value, sql: `(array_agg(${value.sql}${grouping.firstRow}))[1]`, isNullable: true };
}
