/** Where something stands in a query: the offset of its first character. */
export type Position = number;

/** Why a query can't be translated and where in it, as an operator reads it. */
export class ViewSqlError extends Error {
  override readonly name = "ViewSqlError";
  readonly line: number;
  readonly column: number;

  constructor(query: string, position: Position, reason: string) {
    const before = query.slice(0, position).split("\n");
    const column = (before.at(-1) ?? "").length + 1;
    super(`line ${before.length}, column ${column}: ${reason}`);
    this.line = before.length;
    this.column = column;
  }
}

/** Thrown below the place that knows the query; becomes a ViewSqlError there. */
export class UntranslatableError extends Error {
  override readonly name = "UntranslatableError";
  readonly position: Position;

  constructor(position: Position, reason: string) {
    super(reason);
    this.position = position;
  }
}
