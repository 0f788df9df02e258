// The rows of one page.
import { orderText, type OrderTerm, PAGE_TOTAL, type PagedRows } from "../expression-dialect.ts";

export const RANDOM = "RANDOM()";
/** A search that finds no more is done with one look at the table. */
const MAX_FOUND = 200;

/** Without an order, and among equals, SQLite gives rows as they were inserted. */
export function orderBy(terms: readonly OrderTerm[], rowId: string | null): string {
  const all = terms.map(orderText);
  if (rowId !== null && !terms.some(({ by }) => by === RANDOM || by === rowId)) all.push(`${rowId} ASC`);
  return all.length === 0 ? "" : ` ORDER BY ${all.join(", ")}`;
}

/** PostgreSQL sorts distinct rows only by what it selects. Of several rows of one the first in the order of insertion counts. */
export function pageOf(rows: PagedRows): string {
  const { table, columns, body, repeats, order, unsorted, rowIds, paging } = rows;
  const own = columns.map((column) => `${table}.${column}`);
  const [rowId = null] = rowIds;
  if (rows.isSearch && rowId !== null && order.every(({ by }) => by === rowId)) return searchPage(rows, rowId);
  if (!repeats) return `SELECT ${own.join(", ")} ${body}${orderBy(order, rowId)} ${paging}`;
  const terms = order.length === 0 ? [unsorted] : order;
  const sorts = terms.map(({ by }, index) => `${by} AS "__s${index}"`);
  const key = rowId === null ? [] : [`${rowId} AS "__rowid"`];
  const distinct = rowId === null ? own.join(", ") : rowId;
  const first = rowId === null ? own : rowIds.map((id) => `${id} NULLS FIRST`);
  const inner = `SELECT DISTINCT ON (${distinct}) ${[...own, ...sorts, ...key].join(", ")} ${body} ORDER BY ${first.join(", ")}`;
  const outer = terms.map(({ direction }, index) => ({ by: `"__s${index}"`, direction }));
  return `SELECT ${columns.join(", ")} FROM (${inner}) "__d"${orderBy(outer, rowId === null ? null : `"__rowid"`)} ${paging}`;
}

/**
 * Rows come in the order of insertion, for which PostgreSQL would take them from the index of row ids, one after the other: right where
 * the page is soon full, and half as quick as a plain look at the table where it is not. So it looks at the table first, which ends
 * as soon as more is found than can be sorted for nothing, and takes the index then. What it has found is the total as well.
 */
function searchPage({ table, columns, body, order, paging }: PagedRows, rowId: string): string {
  const direction = order[0]?.direction ?? "ASC";
  const own = columns.map((column) => `${table}.${column}`).join(", ");
  const count = `(SELECT COUNT(*) FROM "__found")`;
  const found = `ARRAY(SELECT "__rowid" FROM "__found" ORDER BY "__rowid" ${direction} ${paging})`;
  return (
    `WITH "__found" AS MATERIALIZED (SELECT ${rowId} AS "__rowid" ${body} LIMIT ${MAX_FOUND + 1}) ` +
    `(SELECT ${own}, ${count}::float8 AS "${PAGE_TOTAL}" FROM ${table} ` +
    `WHERE ${count} <= ${MAX_FOUND} AND ${rowId} = ANY (${found}) ORDER BY ${rowId} ${direction}) ` +
    `UNION ALL (SELECT ${own}, NULL ${withoutSearchIndex(body)} AND ${count} > ${MAX_FOUND} ORDER BY ${rowId} ${direction} ${paging})`
  );
}

/** What every text is searched with. `expressions.ts` and the index of three-letter pieces have the same expression. */
export const LOWERED = 'COLLATE "C") LIKE';

/**
 * The same, so that such an index does not serve it: it would find all that match before the first is taken, and PostgreSQL would sort
 * them.
 */
function withoutSearchIndex(body: string): string {
  return body.replaceAll(LOWERED, `|| '' ${LOWERED}`);
}
