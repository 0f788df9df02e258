import type { Dialect, ReadById } from "./engine.ts";

interface Columns {
  readonly table: string;
  /** As they are selected; `id` is among them. */
  readonly columns: string;
}

/** What reads these columns of a table's row by its id. */
export function readById(dialect: Dialect, { table, columns }: Columns): ReadById {
  const { expressions } = dialect;
  const [id, parameter] = [dialect.quote("id"), expressions.placeholder(1)];
  const rows = `SELECT ${columns} FROM ${dialect.quote(table)} WHERE`;
  const { inIds } = expressions;
  return {
    one: `${rows} ${id} = ${parameter} LIMIT 1`,
    several: inIds === null ? null : `${rows} ${inIds(id, parameter)}`,
  };
}
