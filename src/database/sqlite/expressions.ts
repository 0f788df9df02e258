import type { ExpressionDialect, Interval, OrderTerm } from "../expression-dialect.ts";
import { orderText } from "../expression-dialect.ts";
import type { Expression, TypedExpression } from "../expression.ts";
import { written } from "../expression.ts";
import type { ColumnKind } from "../schema-dialect.ts";

/** None for JSON, whose column would make numbers of texts by a cast. */
const CAST_AFFINITIES: Readonly<Partial<Record<ColumnKind, string>>> = {
  id: "TEXT",
  text: "TEXT",
  boolean: "NUMERIC",
  number: "NUMERIC",
};

/** As the indexes of the logs are written. */
const INTERVALS: Readonly<Record<Interval, string>> = {
  second: "%Y-%m-%d %H:%M:%S",
  minute: "%Y-%m-%d %H:%M:00",
  hour: "%Y-%m-%d %H:00:00",
  day: "%Y-%m-%d 00:00:00",
};

export const sqliteExpressions: ExpressionDialect = {
  placeholder: (index) => `?${index}`,
  nullValue: text(() => "NULL"),
  emptyText: text(() => "''"),
  word: (value) => text(() => (value ? "1" : "0")),
  column: (column) => text(() => column),
  count: (parameter) => text(() => parameter.bind()),
  numberOf: (condition) => text(() => `(CASE WHEN ${condition()} THEN 1 ELSE 0 END)`),
  derived: (_value, column) => text(() => column),
  jsonExtract(column, path) {
    const suffix = path === "" || path.startsWith("[") ? path : `.${path}`;
    // What is no JSON is made a value of an object, for the path to be looked up in it.
    return text(
      () =>
        `(CASE WHEN json_valid(${column}) THEN JSON_EXTRACT(${column}, '$${suffix}') ` +
        `ELSE JSON_EXTRACT(json_object('pb', ${column}), '$.pb${suffix}') END)`,
    );
  },
  jsonArrayLength: (column) =>
    text(
      () =>
        `json_array_length(CASE WHEN ${isArray(column)} THEN ${column} WHEN ${column} = '' OR ${column} IS NULL THEN '[]' ` +
        `ELSE json_array(${column}) END)`,
    ),
  lower: (of) => text(() => `LOWER(${write(of)})`),
  anywhere: (of) => text(() => `('%' || ${write(of)} || '%')`),
  geoDistance: (a, b) =>
    text(() => {
      const [aLongitude, aLatitude] = [write(a.longitude), write(a.latitude)];
      const [bLongitude, bLatitude] = [write(b.longitude), write(b.latitude)];
      return (
        `(6371 * acos(cos(radians(${aLatitude})) * cos(radians(${bLatitude})) * ` +
        `cos(radians(${bLongitude}) - radians(${aLongitude})) + sin(radians(${aLatitude})) * sin(radians(${bLatitude}))))`
      );
    }),
  strftime: (parts) => text(() => `strftime(${parts.map(write).join(", ")})`),
  coalesced: (value) => text(() => `COALESCE(${write(value)}, '')`),
  selected: write,
  unsavedColumn: (kind, parameter) => (kind === "number" ? real(parameter) : parameter),
  asColumn(kind, parameter) {
    const affinity = CAST_AFFINITIES[kind];
    return affinity === undefined ? parameter : `CAST(${parameter} AS ${affinity})`;
  },

  compare: (left, operator, right) => `${write(left)} ${operator} ${write(right)}`,
  isSame: (left, right) => `${write(left)} IS ${write(right)}`,
  isDifferent: (left, right) => `${write(left)} IS NOT ${write(right)}`,
  isNull: (value) => `${write(value)} IS NULL`,
  isNotNull: (value) => `${write(value)} IS NOT NULL`,
  like: (of, pattern) => `${write(of)} LIKE ${write(pattern)} ESCAPE '\\'`,
  notLike: (of, pattern) => `${write(of)} NOT LIKE ${write(pattern)} ESCAPE '\\'`,
  isSameIgnoringCase: (left, right) => `${left} = ${right} COLLATE NOCASE`,

  items: itemsOf,
  givenItems: (array) => `json_each(${array})`,
  item: (value) => text(() => value),
  isListed: (id, column) => `${id} IN (SELECT "__i"."value" FROM ${itemsOf(column)} "__i")`,
  inIds: null,
  hasItem: (column, item) => `EXISTS (SELECT 1 FROM ${itemsOf(column)} AS item WHERE item.value = ${item})`,
  andHasAnyItem: () => "",
  inJsonArray: (value, array) => `${value} IN (SELECT "value" FROM json_each(${array}))`,

  joinedToAll: "",
  orderTerm: (value, { isDescending }) => ({ by: write(value), direction: isDescending ? "DESC" : "ASC" }),
  orderBy,
  page({ table, columns, body, repeats, order, paging }) {
    const verb = repeats ? "SELECT DISTINCT" : "SELECT";
    return `${verb} ${columns.map((column) => `${table}.${column}`).join(", ")} ${body}${orderBy(order)} ${paging}`;
  },
  // SQLite plans a statement with a bare parameter as its limit by the value, and prepares it anew each time that one is bound.
  paging: (limit, offset) => `LIMIT CAST(${limit} AS INTEGER) OFFSET CAST(${offset} AS INTEGER)`,
  rowId: (alias) => `${alias}."_rowid_"`,
  lastRowId: "last_insert_rowid()",
  // A transaction that writes is alone.
  forUpdate: "",
  random: { by: "RANDOM()", direction: "" },
  startOf: (interval, date) => `strftime('${INTERVALS[interval]}', ${date})`,
  deadline: (column) => `baobox_deadline(${column})`,
  deadlineWithin: (column) => `baobox_deadline_within(${column})`,
};

/** SQLite tells classes and affinities apart by itself. */
function text(sql: () => string): TypedExpression {
  return written("dynamic", null, sql);
}

function write(value: Expression): string {
  // PocketBase binds numbers as floating point ones, which shows when a text column is compared: '10' is not 10.0.
  if (value.class === "parameter") return value.holds === "number" ? real(value.bind()) : value.bind();
  // As PocketBase writes it: on the right of IS and IS NOT the words ask whether the left side is true.
  if (value.class === "truth") return value.value ? "TRUE" : "FALSE";
  return value.sql;
}

/** Rows come in the order of insertion where no index is read, and sorting keeps it. */
function orderBy(terms: readonly OrderTerm[]): string {
  return terms.length === 0 ? "" : ` ORDER BY ${terms.map(orderText).join(", ")}`;
}

/** A floating point number, whatever the parameter was bound as, in an expression without type affinity. */
function real(expression: string): string {
  return `(${expression} + 0.0)`;
}

function itemsOf(column: string): string {
  return `json_each(CASE WHEN ${isArray(column)} THEN ${column} ELSE json_array(${column}) END)`;
}

/** json_type fails on invalid JSON, so json_valid goes first; iif evaluates only what it needs. */
function isArray(column: string): string {
  return `iif(json_valid(${column}), json_type(${column}) = 'array', FALSE)`;
}
