import type { SqlValue } from "../../database/engine.ts";
import { badRequest } from "../../lib/api-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { FieldBase } from "../../model/fields/field.ts";
import type { Call } from "../../model/route.ts";
import { planRecords } from "../../model/rules/plan-records.ts";
import { getCollection } from "./access.ts";

/** The largest groups; one of each record would be the table again. */
const MAX_GROUPS = 200;

interface GroupRow {
  readonly value: SqlValue;
  readonly count: number;
  readonly sum: number | null;
}

/** Counts the records that match by the values of a field, and sums up another one. For superusers; not in PocketBase. */
export async function summarizeRecords(call: Call): Promise<Response> {
  const { context, query } = call;
  const collection = getCollection(context, call.params["collection"] ?? "");
  const group = fieldOf(collection, "group", query.get("group") ?? "");
  const sumName = query.get("sum") ?? "";
  const sum = sumName === "" ? null : fieldOf(collection, "sum", sumName);
  if (sum !== null && sum.type !== "number") throw badRequest(`sum: ${sum.name} is no number field`);
  const plan = planRecords(context, {
    collection,
    rule: "",
    filter: query.get("filter") ?? "",
    // With an order each row looks at the clock; this one costs nothing.
    sort: collection.type === "view" ? "id" : "@rowid",
    request: call.info(),
    allowHidden: true,
  });
  const columns = sum === null || sum.name === group.name ? [group.name] : [group.name, sum.name];
  const inner = plan.select({ limit: Number.MAX_SAFE_INTEGER, offset: 0, columns });
  const { dialect } = context.connection;
  const quote = (name: string): string => dialect.quote(name);
  const total = sum === null ? "NULL" : `SUM(${quote(sum.name)})`;
  const sql =
    `SELECT ${quote(group.name)} AS ${quote("value")}, COUNT(*) AS ${quote("count")}, ${total} AS ${quote("sum")} ` +
    `FROM (${inner.sql}) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_GROUPS + 1}`;
  const rows = await context.connection.all<GroupRow & Record<string, SqlValue>>(sql, inner.parameters);
  const groups = rows.slice(0, MAX_GROUPS).map(({ value, count, sum: added }) => {
    return { value: group.type === "bool" ? Boolean(value) : value, count, sum: added };
  });
  return call.json({ groups, isComplete: rows.length <= MAX_GROUPS });
}

function fieldOf({ name: collection, fields }: Collection, parameter: string, name: string): FieldBase {
  const field = fields.find((one) => one.name === name);
  if (field === undefined) throw badRequest(`${parameter}: ${collection} has no field "${name}"`);
  // What opens an account is told to nobody.
  if (field.type === "password" || name === "tokenKey") throw badRequest(`${parameter}: ${name} is secret`);
  return field;
}
