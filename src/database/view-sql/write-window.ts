import type { Level, Writer } from "./level.ts";
import { comparable, numberLiteral, type Operand } from "./operand.ts";
import type { Frame, FrameBound, OrderTerm, Window } from "./syntax.ts";
import { UntranslatableError } from "./view-sql-error.ts";

/** A term of ORDER BY: in SQLite nulls are less than everything. */
export function orderSql(value: Operand, { isDescending, nulls }: Omit<OrderTerm, "expression">): string {
  const { sql, isNullable } = comparable(value);
  const direction = isDescending ? " DESC" : "";
  if (nulls !== "") return `${sql}${direction} NULLS ${nulls}`;
  // An index is not used for the order of nulls that a column without nulls does not have.
  return isNullable ? `${sql}${direction} NULLS ${isDescending ? "LAST" : "FIRST"}` : `${sql}${direction}`;
}

export function orderTerms(terms: readonly OrderTerm[], level: Level, writer: Writer): string[] {
  return terms.map((term) => orderSql(writer.expression(term.expression, level), term));
}

interface Place {
  readonly level: Level;
  readonly writer: Writer;
  readonly node: { readonly position: number };
}

/** What follows OVER. `ties` order rows that are equal otherwise. */
export function windowSql(window: Window | string, place: Place, ties: readonly string[] = []): string {
  const { level, writer } = place;
  const { partitionBy, orderBy, frame } = resolve(window, place);
  const keys = partitionBy.map((node) => comparable(writer.expression(node, level)).sql);
  const order = [...orderTerms(orderBy, level, writer), ...ties];
  const parts = [
    keys.length === 0 ? "" : `PARTITION BY ${keys.join(", ")}`,
    order.length === 0 ? "" : `ORDER BY ${order.join(", ")}`,
    frame === null ? "" : frameSql(frame, place),
  ];
  return `(${parts.filter((part) => part !== "").join(" ")})`;
}

/** A window with what it takes from the one that it is based on. */
function resolve(window: Window | string, place: Place, depth = 0): Window {
  if (typeof window === "string") {
    const named = place.level.windows.get(window.toLowerCase());
    if (named === undefined || depth > 10)
      throw new UntranslatableError(place.node.position, `no such window: ${window}`);
    return resolve(named, place, depth + 1);
  }
  if (window.base === null) return window;
  const base = resolve(window.base, place, depth + 1);
  const orderBy = window.orderBy.length === 0 ? base.orderBy : window.orderBy;
  const partitionBy = base.partitionBy.length === 0 ? window.partitionBy : base.partitionBy;
  return { base: null, partitionBy, orderBy, frame: window.frame ?? base.frame };
}

function frameSql({ unit, start, end, exclude }: Frame, place: Place): string {
  const from = boundSql(start, unit, place);
  const bounds = end === null ? from : `BETWEEN ${from} AND ${boundSql(end, unit, place)}`;
  return `${unit} ${bounds}${exclude === "" ? "" : ` ${exclude}`}`;
}

function boundSql({ type, distance }: FrameBound, unit: Frame["unit"], { level, writer }: Place): string {
  if (distance === null) return type;
  const value = writer.expression(distance, level);
  const sql = unit === "RANGE" ? value.sql : `trunc(${value.sql})::int8`;
  return `${typeof value.constant === "number" && unit !== "RANGE" ? numberLiteral(value.constant, "int").constant : sql} ${type}`;
}
