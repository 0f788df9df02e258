import { HostCollection } from "./collection.ts";
import { Builder } from "./dbx/builder.ts";
import { asExpression } from "./dbx/expressions.ts";
import { Query, type QuerySource } from "./dbx/query.ts";
import { quoteSimpleColumn } from "./dbx/quoting.ts";
import { SelectQuery } from "./dbx/select-query.ts";
import { goError } from "./go-error.ts";
import { GoError } from "./errors.ts";
import { DynamicModel } from "./dynamic-model.ts";
import { call } from "./server.ts";

/** `app.recordQuery()`: rows are read into records, or into models as by any query. */
export function recordQuery(app: number, collection: unknown): SelectQuery {
  const found = tableOf(app, collection);
  const table = found ?? "@@__invalidCollectionModelOrIdentifier";
  const source = sourceOf(app, { collection: table, namesFailedQuery: true });
  return selectAll(found === null ? { ...source, ask: failCanceled } : source, table).from(table);
}

/** `app.findAllRecords()` and `app.countRecords()` take expressions that all have to hold. */
export function recordQueryWhere(app: number, collection: unknown, expressions: readonly unknown[]): SelectQuery {
  const query = recordQuery(app, collection);
  for (const expression of expressions) if (asExpression(expression) !== null) query.andWhere(expression);
  return query;
}

export function countOf(query: SelectQuery): number {
  const model = new DynamicModel({ total: 0 });
  query.select("COUNT(*) AS total").one(model);
  return model["total"] as number;
}

/** `app.modelQuery()` and its like, by the table of a model. */
export function tableQuery(app: number, table: string, isAuxiliary: boolean): SelectQuery {
  return selectAll(sourceOf(app, { isAuxiliary, namesFailedQuery: true }), table).from(table);
}

export function builderOf(app: number, isAuxiliary: boolean): Builder {
  return new Builder(sourceOf(app, { isAuxiliary }));
}

function sourceOf(app: number, options: Partial<QuerySource>): QuerySource {
  return {
    isAuxiliary: false,
    namesFailedQuery: false,
    ...options,
    ask: (operation, args) => call(operation, app, args),
  };
}

function selectAll(source: QuerySource, table: string): SelectQuery {
  return new SelectQuery((sql) => new Query(sql, source), [`${quoteSimpleColumn(table)}.*`]);
}

/** What a query for records of a collection that there is not does when it runs. */
function failCanceled(): never {
  throw goError("context canceled");
}

function tableOf(app: number, collection: unknown): string | null {
  if (collection instanceof HostCollection) return collection.name;
  try {
    const { key } = call("collection.find", app, [collection]) as { key: number };
    return HostCollection.fromKey(key).name;
  } catch (error) {
    if (error instanceof GoError) return null;
    throw error;
  }
}
