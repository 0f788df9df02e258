// Expressions of rules and filters for PostgreSQL. `helpers.sql` has the functions of the schema `bb`.
import type { ExpressionDialect, Interval } from "../expression-dialect.ts";
import type { ColumnOrigin, TypedExpression } from "../expression.ts";
import { written } from "../expression.ts";
import type { ColumnKind } from "../schema-dialect.ts";
import { asArgument, asDynamic, asNullable, asText, smallPattern } from "./casts.ts";
import { compare, EMPTY_TEXT, same, WORDS } from "./comparisons.ts";
import { toNumber } from "./convert-parameters.ts";
import { LOWERED, orderBy, pageOf, RANDOM } from "./pages.ts";
import { toOtherPart, toPart } from "./search-hints.ts";

const CASTS: { readonly [Kind in ColumnKind]: string } = {
  id: "text",
  text: "text",
  boolean: "boolean",
  number: "float8",
  json: "text",
  jsonArray: "text",
  geoPoint: "text",
};

/** What is behind the beginning of a date of so many characters. */
const INTERVALS: Readonly<Record<Interval, readonly [length: number, rest: string]>> = {
  second: [19, ""],
  minute: [16, ":00"],
  hour: [13, ":00:00"],
  day: [10, " 00:00:00"],
};

export const postgresExpressions: ExpressionDialect = {
  placeholder: (index) => `$${index}`,
  nullValue: written("dynamic", null, () => "NULL::bb.v"),
  emptyText: EMPTY_TEXT,
  word: (value) => WORDS[`${value}`],
  column: columnOf,
  count: (parameter) => written("number", null, () => `${parameter.bind(toNumber)}::float8`),
  numberOf: (condition) => written("number", null, () => `(CASE WHEN ${condition()} THEN 1 ELSE 0 END)::float8`),
  derived: (value, column) =>
    value.class === "parameter" || value.class === "truth"
      ? written("dynamic", null, () => column)
      : written(value.class, value.affinity, () => column),
  jsonExtract(column, path, { from }) {
    // What is no JSON is a value itself: views and records that are not stored may have that.
    const text = from === "view" ? `bb.txt(${column})` : `${column}::text`;
    const json = from === "table" ? `bb.safe(${text})::json` : `bb.as_json(${text})`;
    const part = `${json}${arrows(path)}`;
    if (path !== "" || from === "table") {
      return { class: "dynamic", affinity: null, sql: `bb.of_json(${part})`, text: `bb.json_text(${part})` };
    }
    const dynamic = `(CASE WHEN ${text} IS JSON THEN bb.of_json(${part}) ELSE bb.t(${text}) END)`;
    const asText = `(CASE WHEN ${text} IS JSON THEN bb.json_text(${part}) ELSE ${text} END)`;
    return { class: "dynamic", affinity: null, sql: dynamic, text: asText };
  },
  jsonArrayLength: (column, { from }) =>
    written("number", null, () => `bb.len(${from === "view" ? `bb.txt(${column})` : column})`),
  lower: (of) => written("text", null, () => `LOWER(${asText(of)} COLLATE "C")`),
  anywhere: (of) => written("text", null, () => `('%' || ${asText(of)} || '%')`),
  geoDistance: (a, b) =>
    written("real", null, () => {
      const [aLongitude, aLatitude] = [asArgument(a.longitude), asArgument(a.latitude)];
      const [bLongitude, bLatitude] = [asArgument(b.longitude), asArgument(b.latitude)];
      return (
        `(6371 * bb.acos(cos(radians(${aLatitude})) * cos(radians(${bLatitude})) * ` +
        `cos(radians(${bLongitude}) - radians(${aLongitude})) + sin(radians(${aLatitude})) * sin(radians(${bLatitude}))))`
      );
    }),
  strftime: (parts) =>
    written("text", null, () => {
      const [format, time, ...modifiers] = parts.map(asText);
      const last = modifiers.length === 0 ? [] : [`VARIADIC ARRAY[${modifiers.join(", ")}]`];
      return `bb.strftime(${[format, ...(time === undefined ? [] : [time]), ...last].join(", ")})`;
    }),
  coalesced(value) {
    if (value.class === "text") return written("text", null, () => `COALESCE(${value.sql}, '')`);
    const dynamic = () => `COALESCE(${asDynamic(value)}, bb.t(''))`;
    if (value.class !== "dynamic" || value.text === undefined) return written("dynamic", null, dynamic);
    return { class: "dynamic", affinity: null, sql: dynamic(), text: `COALESCE(${value.text}, '')` };
  },
  selected: (value) => (value.class === "parameter" || value.class === "truth" ? asDynamic(value) : value.sql),
  unsavedColumn: (kind, parameter) => `${parameter}::${CASTS[kind]}`,
  asColumn: (kind, parameter) => `${parameter}::${CASTS[kind]}`,

  compare,
  isSame: (left, right) => same(left, right, true),
  isDifferent: (left, right) => same(left, right, false),
  isNull: (value) => `${asNullable(value)} IS NULL`,
  // Records with a part that is null are neither null nor not.
  isNotNull: (value) => `NOT (${asNullable(value)} IS NULL)`,
  // ILIKE would make the letters of the pattern small again for each row, which takes more than twice as long.
  like(text, pattern) {
    const isLike = `LOWER(${asText(text)} ${LOWERED} ${smallPattern(pattern)} ESCAPE '\\'`;
    if (text.class !== "text" || pattern.class !== "parameter") return isLike;
    // The planner asks it first, and takes it for one that most rows pass. Null says nothing yet.
    const own = `${text.sql} COLLATE "C"`;
    const hasPart = `(${own} LIKE ${pattern.bind(toPart)}::text OR ${own} LIKE ${pattern.bind(toOtherPart)}::text)`;
    return `(CASE WHEN ${hasPart} IS FALSE THEN FALSE ELSE TRUE END AND ${isLike})`;
  },
  notLike: (text, pattern) => `LOWER(${asText(text)} COLLATE "C") NOT LIKE ${smallPattern(pattern)} ESCAPE '\\'`,
  isSameIgnoringCase: (left, right) => `lower(${left} COLLATE "C") = lower(${right}::text COLLATE "C")`,

  items(column, { from }) {
    if (from === "view") return `LATERAL (SELECT x AS "value" FROM bb.each_any(${column}) x)`;
    return `LATERAL (SELECT x AS "value" FROM json_array_elements_text(bb.as_list(${column}::text)) x)`;
  },
  givenItems: (array) => `LATERAL (SELECT x AS "value" FROM bb.each(${array}::text) x)`,
  // The items are a column without a type.
  item: (value, origin) => written(origin === null || origin.from === "view" ? "dynamic" : "text", "blob", () => value),
  isListed: (id, column, { from }) =>
    `bb.ids(${from === "view" ? `bb.txt(${column})` : column}) @> ARRAY[bb.txt(${id})]`,
  // Of a subquery the planner doesn't see how many ids there are: it keeps one plan for all.
  inIds: (id, parameter) => `${id} = ANY ((SELECT ${parameter}::text[])::text[])`,
  hasItem: (column, item) => `bb.ids(${column}) @> ARRAY[${item}::text]`,
  andHasAnyItem: (column, items) => ` AND bb.ids(${column}) && ARRAY[${items}]::text[]`,
  inJsonArray: (value, array) => `${value} = ANY(bb.ids(${array}::text))`,

  joinedToAll: " ON TRUE",
  orderTerm(value, { isDescending, isNullable }) {
    const by = value.class === "text" ? `${value.sql} COLLATE "C"` : postgresExpressions.selected(value);
    // On columns that are never null it would keep an index from serving.
    const nulls = isNullable ? (isDescending ? " NULLS LAST" : " NULLS FIRST") : "";
    return { by, direction: `${isDescending ? "DESC" : "ASC"}${nulls}` };
  },
  orderBy,
  page: pageOf,
  paging: (limit, offset) => `LIMIT ${limit}::bigint OFFSET ${offset}::bigint`,
  rowId: (alias) => `${alias}."_rowid_"`,
  lastRowId: "bb.last_id()",
  forUpdate: " FOR NO KEY UPDATE",
  random: { by: RANDOM, direction: "" },
  startOf(interval, date) {
    const [length, rest] = INTERVALS[interval];
    const start = `substr(${date}, 1, ${length})`;
    return rest === "" ? start : `(${start} || '${rest}')`;
  },
  // The server ends a statement at its time limit by itself.
  deadline: () => "TRUE",
  deadlineWithin: () => "TRUE",
};

function columnOf(column: string, { kind, from, isColumn = false }: ColumnOrigin): TypedExpression {
  const isText = kind === "id" || kind === "text";
  if (from === "view") {
    if (isText) return written("text", "text", () => `bb.txt(${column})`);
    if (kind === "number") return written("number", isColumn ? "number" : null, () => `bb.f8(${column})`);
    return written("dynamic", isColumn ? "number" : null, () => `bb.v(${column})`);
  }
  const isTyped = from !== "unsaved";
  if (kind === "number" && !isTyped) return written("real", null, () => column);
  if (kind === "boolean" || kind === "number") return written(kind, isTyped ? "number" : null, () => column);
  if (isText) return written("text", isTyped ? "text" : null, () => column);
  // SQLite's column type JSON has numeric affinity.
  return written("text", from === "table" ? "number" : null, () => `${column}::text`);
}

/** `a.b[0]` as operators: a place is looked up in lists only and a key in objects only, as SQLite's paths do. */
function arrows(path: string): string {
  const steps = [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)];
  return steps
    .map(([, place, key = ""]) =>
      place === undefined ? ` -> '${key.replaceAll("'", "''")}'` : ` -> ${Math.min(Number(place), 2 ** 31 - 1)}`,
    )
    .join("");
}
