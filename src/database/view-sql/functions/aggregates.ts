import { visitOrder } from "../level.ts";
import { asBoolean, asDynamic, asNumber, asText, comparable, isNumber, type Operand, operand } from "../operand.ts";
import type { Call } from "../syntax.ts";
import { orderTerms, windowSql } from "../write-window.ts";
import type { CallSite, FunctionWriter } from "./call-site.ts";
import { jsonName, jsonResult, jsonText } from "./json.ts";

/** Whether a call makes one value of a group of rows. `max(a, b)` does not. */
export function isAggregate({ name, arguments: values, over }: Call): boolean {
  if (over !== null || !Object.hasOwn(aggregateFunctions, name)) return false;
  return (name !== "min" && name !== "max") || values.length === 1;
}

/** `name(arguments)` with what the call says of its rows. */
function aggregate(
  site: CallSite,
  name: string,
  { sql, order = "", isDistinct = site.node.isDistinct }: AggregateParts,
): string {
  const { over } = site.node;
  const inner = `${isDistinct ? "DISTINCT " : ""}${sql}${over === null ? order : ""}`;
  return `${name}(${inner})${filterSql(site)}${over === null ? "" : ` OVER ${windowSql(over, site)}`}`;
}

interface AggregateParts {
  readonly sql: string;
  readonly order?: string;
  readonly isDistinct?: boolean;
}

function filterSql({ node, level, writer }: CallSite): string {
  if (node.filter === null) return "";
  return ` FILTER (WHERE ${asBoolean(writer.expression(node.filter, level)).sql})`;
}

/** The rows of a group in the order that the call asks for, or that SQLite visits them in. */
function rowOrder({ node, level, writer }: CallSite): string {
  const terms = [...orderTerms(node.orderBy, level, writer), ...visitOrder(level)];
  return terms.length === 0 ? "" : ` ORDER BY ${terms.join(", ")}`;
}

const count: FunctionWriter = (site) => {
  site.checkCount(0, 1);
  const sql = site.count === 0 ? "*" : comparable(site.value(0)).sql;
  return operand(`(${aggregate(site, "count", { sql })})::float8`, "int", { isNullable: false });
};

/**
 * SQLite adds with the error of each addition kept. Two sums, of what is above and below 2^-20, lose as little; whole numbers are exact
 * as they are.
 */
function sumSql(site: CallSite): { sql: string; value: Operand } {
  site.checkCount(1);
  const value = asNumber(site.value(0));
  if (value.kind === "int" || site.node.isDistinct) return { sql: aggregate(site, "sum", { sql: value.sql }), value };
  const high = aggregate(site, "sum", { sql: `sqlite.high_part(${value.sql})` });
  const low = aggregate(site, "sum", { sql: `${value.sql} - sqlite.high_part(${value.sql})` });
  return { sql: `(${high} + ${low})`, value };
}

const sum: FunctionWriter = (site) => {
  const { sql, value } = sumSql(site);
  return operand(sql, value.kind);
};

const total: FunctionWriter = (site) => operand(`COALESCE(${sumSql(site).sql}, 0)`, "real", { isNullable: false });

const average: FunctionWriter = (site) => {
  const { sql, value } = sumSql(site);
  return operand(`(${sql} / NULLIF(${aggregate(site, "count", { sql: value.sql })}, 0))`, "real");
};

function extreme(name: "min" | "max"): FunctionWriter {
  return (site) => {
    site.checkCount(1);
    const value = site.value(0);
    const compared = comparable(value.kind === "boolean" ? asNumber(value) : value);
    if (isNumber(compared) || compared.kind === "text") {
      return operand(aggregate(site, name, { sql: compared.sql, isDistinct: false }), compared.kind);
    }
    // PostgreSQL 16 has no greatest record.
    if (site.node.over !== null || site.node.filter !== null) {
      site.fail(
        `${name}() over a value whose type is known at run time only has no translation here; CAST it to TEXT or REAL`,
      );
    }
    const sql = asDynamic(compared).sql;
    const order = ` ORDER BY ${sql}${name === "max" ? " DESC" : ""}`;
    const all = aggregate(site, "array_agg", { sql, order, isDistinct: false });
    return operand(`(${all} FILTER (WHERE NOT (${sql} IS NULL)))[1]`, "dynamic");
  };
}

/** Texts in the order of their rows, joined; null where there is none. */
function joined(site: CallSite, item: string, separator: string): string {
  if (!site.node.isDistinct)
    return aggregate(site, "string_agg", { sql: `${item}, ${separator}`, order: rowOrder(site) });
  // DISTINCT of PostgreSQL orders by the text itself.
  const all = aggregate(site, "array_agg", { sql: item, order: rowOrder(site), isDistinct: false });
  return `sqlite.join_distinct(${all}, ${separator})`;
}

const groupConcat: FunctionWriter = (site) => {
  site.checkCount(1, 2);
  const separator = site.count === 2 ? `COALESCE(${site.text(1)}, '')` : "','";
  return operand(joined(site, asText(site.value(0)).sql, separator), "text");
};

const groupArray: FunctionWriter = (site) => {
  site.checkCount(1);
  return jsonResult(`('[' || COALESCE(${joined(site, jsonText(site.value(0)), "','")}, '') || ']')`);
};

const groupObject: FunctionWriter = (site) => {
  site.checkCount(2);
  const member = `${jsonName(site.value(0))} || ':' || ${jsonText(site.value(1))}`;
  return jsonResult(`('{' || COALESCE(${joined(site, member, "','")}, '') || '}')`);
};

export const aggregateFunctions: Readonly<Record<string, FunctionWriter>> = {
  avg: average,
  count,
  group_concat: groupConcat,
  json_group_array: groupArray,
  json_group_object: groupObject,
  max: extreme("max"),
  min: extreme("min"),
  string_agg: groupConcat,
  sum,
  total,
};
