import type { RowColumn, SeveralRows } from "../row-write.ts";
import type { ColumnKind } from "../schema-dialect.ts";
import { quote } from "./quote.ts";
import { OWN_ID } from "./statement-effects.ts";

/** Of a list of such values. */
const LISTS: { readonly [Kind in ColumnKind]: string } = {
  id: "text[]",
  text: "text[]",
  boolean: "boolean[]",
  number: "float8[]",
  json: "bb.json[]",
  jsonArray: "bb.json[]",
  geoPoint: "bb.json[]",
};

const ID: RowColumn = { name: "id", kind: "id" };
/** With the transaction's number, by which it is found out what became of it. */
const RETURNING = `RETURNING t."id" AS "id", pg_current_xact_id()::text AS "${OWN_ID}"`;

export const severalRows: SeveralRows = {
  insert(table, columns) {
    const names = columns.map(({ name }) => quote(name)).join(", ");
    return `INSERT INTO ${quote(table)} AS t (${names}) SELECT * FROM ${lists(columns)} ${RETURNING}`;
  },
  update(table, columns) {
    const changes = columns.map(({ name }, index) => `${quote(name)} = v.c${index + 1}`);
    const all = [...columns, ID];
    const values = `${lists(all)} AS v(${all.map((_, index) => `c${index + 1}`).join(", ")})`;
    return `UPDATE ${quote(table)} AS t SET ${changes.join(", ")} FROM ${values} WHERE t."id" = v.c${all.length} ${RETURNING}`;
  },
};

/** Of subqueries the planner doesn't see how many rows there are: it keeps one plan for all. */
function lists(columns: readonly RowColumn[]): string {
  return `unnest(${columns.map(({ kind }, index) => `(SELECT $${index + 1}::${LISTS[kind]})`).join(", ")})`;
}
