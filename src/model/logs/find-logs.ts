import type { Engine, SqlValue } from "../../database/engine.ts";
import type { LogRow } from "./log-entry.ts";
import { LOG_TABLE, logValue, parseLogFilter } from "./log-filter.ts";
import { EMPTY_REQUEST } from "../request-info.ts";
import { emitCondition } from "../rules/emit-condition.ts";
import { Emitter } from "../rules/emit-value.ts";
import { RuleError } from "../rules/resolved.ts";
import { simplify } from "../rules/simplify.ts";

const MAX_SORT_FIELDS = 8;

export interface LogQuery {
  readonly filter: string;
  readonly sort: string;
  readonly limit: number;
  readonly offset: number;
}

/** A page of entries. Throws a `RuleError` or a `FilterSyntaxError` for a filter or sort that can't be read. */
export async function findLogs(auxiliary: Engine, query: LogQuery): Promise<LogRow[]> {
  const { emitter, where, parameters } = condition(auxiliary, query.filter);
  const order = orderBy(query.sort, emitter);
  const paging = ` LIMIT ${Math.trunc(query.limit)} OFFSET ${Math.trunc(query.offset)}`;
  const sql = `SELECT "id", "created", "data", "message", "level" FROM "${LOG_TABLE}" WHERE ${where}${order}${paging}`;
  return auxiliary.all<LogRow>(sql, parameters());
}

export async function countLogs(auxiliary: Engine, filter: string): Promise<number> {
  const { where, parameters } = condition(auxiliary, filter);
  const sql = `SELECT COUNT(*) AS "total" FROM "${LOG_TABLE}" WHERE ${where}`;
  return (await auxiliary.get<{ total: number }>(sql, parameters()))?.total ?? 0;
}

/** The numbers of entries by hour. */
export async function countLogsByHour(auxiliary: Engine, filter: string): Promise<{ date: string; total: number }[]> {
  const { where, parameters } = condition(auxiliary, filter);
  const { expressions } = auxiliary.dialect;
  const hour = expressions.startOf("hour", `"created"`);
  const rows = await auxiliary.all<{ date: string; total: number }>(
    `SELECT ${hour} AS "date", COUNT("id") AS "total" FROM "${LOG_TABLE}" WHERE ${where} GROUP BY "date" ORDER BY "date"`,
    parameters(),
  );
  return rows.map(({ date, total }) => ({ date: `${date}.000Z`, total }));
}

/** Null where there is none. */
export function findLog(auxiliary: Engine, id: string): Promise<LogRow | null> {
  const sql = `SELECT "id", "created", "data", "message", "level" FROM "${LOG_TABLE}" WHERE "id" = ?`;
  return auxiliary.get<LogRow>(sql, [id]);
}

/** What a filter is in SQL, with what aborts it in time. */
export function condition(auxiliary: Engine, filter: string) {
  const { dialect } = auxiliary;
  const emitter = new Emitter(dialect, (part, inner) => emitCondition(simplify(part), inner));
  const parsed = parseLogFilter(filter);
  const rowId = dialect.expressions.rowId(`"${LOG_TABLE}"`);
  emitter.clock = rowId;
  const clock = dialect.expressions.deadline(rowId);
  const where = parsed === null ? clock : `${clock} AND ${emitCondition(parsed, emitter)}`;
  const now = new Date();
  const parameters = (): SqlValue[] =>
    emitter.sources.map((source) => source({ request: EMPTY_REQUEST, literals: [], now }));
  return { emitter, where, parameters };
}

function orderBy(sort: string, emitter: Emitter): string {
  const { expressions } = emitter.dialect;
  const rowId = expressions.rowId(`"${LOG_TABLE}"`);
  if (sort === "") return expressions.orderBy([], rowId);
  const terms = sort.split(",");
  if (terms.length > MAX_SORT_FIELDS) throw new RuleError(`there are more than ${MAX_SORT_FIELDS} sort fields`);
  const written = terms.map((term) => {
    const name = term.trim().replace(/^[+-]/, "");
    if (name === "@random") return expressions.random;
    const isDescending = term.trim().startsWith("-");
    const isRowId = name === "@rowid" || name === "rowid";
    if (isRowId) return { by: rowId, direction: isDescending ? "DESC" : "ASC" };
    const value = logValue(name);
    return expressions.orderTerm(emitter.value(value), { isDescending, isNullable: value.kind !== "column" });
  });
  return expressions.orderBy(written, rowId);
}
