import { tableNames } from "./find-calls.ts";
import { type OutputColumn, TOP, type ViewTable, type ViewTables, type Writer } from "./level.ts";
import { parseQuery } from "./parse-query.ts";
import { asBoolean } from "./operand.ts";
import { isPostgresQuery } from "./postgres-query.ts";
import { quoteName } from "./quote.ts";
import { UntranslatableError, ViewSqlError } from "./view-sql-error.ts";
import { writeExpression } from "./write-expression.ts";
import { writeJoin } from "./write-from.ts";
import { writeQuery } from "./write-query.ts";

export interface TranslatedView {
  readonly sql: string;
  /** Null where the query is PostgreSQL's own. */
  readonly columns: readonly OutputColumn[] | null;
}

/** The query of a view, in SQLite's dialect, as PostgreSQL's. Throws a ViewSqlError that tells what has no translation and where it is. */
export function translateView(query: string, tables: ViewTables): TranslatedView {
  if (isPostgresQuery(query)) return { sql: query, columns: null };
  return located(query, () => createWriter(tables).query(parseQuery(query), null, { as: "view" }));
}

function createWriter(tables: ViewTables): Writer {
  const writer: Writer = {
    tables,
    expression: (node, level) => writeExpression(node, level, writer),
    query: (inner, parent, use) => writeQuery(inner, parent, { writer, use }),
  };
  return writer;
}

/** An expression over the columns of one table, as indexes have them. Throws as `translateView`, or for aggregates and queries. */
export function translateExpression(expression: string, table: ViewTable, use: "value" | "condition"): string {
  const query = `SELECT (${expression}) FROM ${quoteName(table.name)}`;
  const [body] = located(query, () => parseQuery(query)).arms.map((arm) => arm.body);
  const item = body?.type === "select" && body.items.length === 1 ? body.items[0] : undefined;
  if (body?.type !== "select" || item?.type !== "expression" || body.from === null)
    throw new Error("it is no expression");
  const writer = createWriter(() => table);
  const { sources } = writeJoin(body.from, TOP, { writer });
  return located(query, () => {
    const value = writer.expression(item.expression, { ...TOP, sources });
    return (use === "condition" ? asBoolean(value) : value).sql;
  });
}

/** The names of all tables that a query in SQLite's dialect reads, in lower case. Throws as `translateView`. */
export function tablesOf(query: string): string[] {
  return isPostgresQuery(query) ? [] : [...located(query, () => tableNames(parseQuery(query)))];
}

function located<T>(query: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UntranslatableError)) throw error;
    throw new ViewSqlError(query, error.position, error.message);
  }
}
