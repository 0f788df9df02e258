import type { SqlValue } from "../../database/engine.ts";
import type { FilterOperand } from "../../lib/filter/parse.ts";
import type { Context } from "../context.ts";
import { fieldType } from "../fields/registry.ts";
import type { RecordModel } from "../records/record.ts";
import type { RequestInfo } from "../request-info.ts";
import { emitDeadline, emitJoins } from "./emit-joins.ts";
import { UNSAVED, rowOf } from "./match-rule.ts";
import { QueryBuilder } from "./query-builder.ts";
import { resolveOperand } from "./resolve.ts";
import type { Value } from "./resolved.ts";
import { isRuleProblem } from "./resolved.ts";

/** What a rule is asked about: a stored record or a new one, and the request of whoever would do something with it. */
export interface AskedRecord {
  readonly record: RecordModel;
  readonly request: RequestInfo;
}

export type OperandValue = string | number | boolean | null;

/** Of a path that has more, the rest is not shown. */
const MAX_VALUES = 20;
const MAX_LENGTH = 300;
/** Values that open an account to whoever sees them. */
const SECRET_COLUMNS = new Set(["tokenKey", "password"]);

/** What an operand of a rule stands for, for one record and request; null where that can't be told. */
export async function operandValues(
  context: Context,
  operand: FilterOperand,
  { record, request }: AskedRecord,
): Promise<OperandValue[] | null> {
  const { dialect } = context.connection;
  const { collection } = record;
  const builder = new QueryBuilder({
    snapshot: context.collections.current(),
    dialect,
    collection,
    request,
    ...(record.isNew ? { unsavedAs: UNSAVED } : {}),
  });
  const { scope, emitter } = builder;
  try {
    const unsaved = record.isNew ? unsavedTable(builder, record) : "";
    const { value } = resolveOperand(operand, scope);
    if (value.kind === "column" && SECRET_COLUMNS.has(value.column)) return null;
    const selected = dialect.expressions.selected(emitter.value(value));
    const joins = scope.joins.all;
    const own = record.isNew ? "1 = 1" : `${builder.emitBaseColumn("id")} = ${emitter.bind(() => record.id)}`;
    const innermost = joins.at(-1);
    const conditions = innermost === undefined ? [own] : [emitDeadline(innermost, emitter), own];
    const sql =
      `${unsaved}SELECT DISTINCT ${selected} AS ${dialect.quote("value")} ` +
      `FROM ${dialect.quote(scope.baseTable)}${emitJoins(joins, emitter)} WHERE ${conditions.join(" AND ")} LIMIT ${MAX_VALUES}`;
    const input = { request, literals: [], now: new Date() };
    const parameters = emitter.sources.map((source) => source(input));
    const rows = await context.connection.all<{ value: SqlValue }>(sql, parameters);
    return rows.map((row) => shown(row.value, value));
  } catch (error) {
    if (isRuleProblem(error)) return null;
    throw error;
  }
}

/** The values of a record that is not stored, as a table. */
function unsavedTable({ emitter }: QueryBuilder, record: RecordModel): string {
  const { dialect } = emitter;
  const row = rowOf(record);
  const columns = record.collection.fields.map((field) => {
    const placeholder = emitter.bind(() => row[field.name] ?? null);
    const value = dialect.expressions.unsavedColumn(fieldType(field).columnKind(field), placeholder);
    return `${value} AS ${dialect.quote(field.name)}`;
  });
  return `WITH ${dialect.quote(UNSAVED)} AS (SELECT ${columns.join(", ")}) `;
}

function shown(value: SqlValue, { kind, ...rest }: Value): OperandValue {
  const isTruth = kind === "isset" || kind === "boolean" || kind === "changed";
  if (isTruth || ("type" in rest && rest.type === "boolean")) return value === null ? null : Boolean(value);
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  return value.length > MAX_LENGTH ? `${value.slice(0, MAX_LENGTH)}…` : value;
}
