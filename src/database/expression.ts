// What the emitter of rules knows of a value before its statement runs.
//
// SQLite decides row by row how two values compare; another engine wants to know types when it plans. So each part of an expression
// carries its class and affinity, and the dialect writes comparisons over such parts. SQLite's dialect looks at the texts only.
import type { SqlValue } from "./engine.ts";
import type { ColumnKind } from "./schema-dialect.ts";

export type Expression = TypedExpression | ParameterExpression | TruthWord;

export interface TypedExpression {
  /**
   * `real`: a floating point number even where it is whole, which shows as a text. `dynamic`: numbers and texts, told apart row by
   * row.
   */
  readonly class: "text" | "number" | "real" | "boolean" | "dynamic";
  /**
   * What the other side of a comparison is converted to, as SQLite does it: that of a column, null for anything else. A column of
   * `blob` converts nothing, and a text column does not convert it, as it does what is no column.
   */
  readonly affinity: "text" | "number" | "blob" | null;
  /** Binds parameters when it is read: only what the statement uses may be. */
  readonly sql: string;
  /** The same as a text, where `sql` alone does not tell how it is printed. */
  readonly text?: string;
}

/** A value that comes with each execution. */
export interface ParameterExpression {
  readonly class: "parameter";
  /** What it always is; `number` means a floating point one, which shows when it is converted to text. */
  readonly holds: "text" | "number" | "any";
  /** The placeholder of the value as `convert` makes it: the same function, the same placeholder. */
  bind(convert?: (value: SqlValue) => SqlValue): string;
}

/** A word that, on the right of `isSame` and `isDifferent`, asks whether the left side is as true; elsewhere 1 or 0. */
export interface TruthWord {
  readonly class: "truth";
  readonly value: boolean;
}

/** Where a value is stored. */
export interface ColumnOrigin {
  readonly kind: ColumnKind;
  /**
   * Columns of views have the type that their query gives them, the values of a new record (`unsaved`) none, and those of a record
   * that was stored before (`gone`) that of the table.
   */
  readonly from: "table" | "view" | "unsaved" | "gone";
  /** Of a view: it shows a column of a table, so that it has its affinity. */
  readonly isColumn?: boolean;
}

/** `write` is called where the text is needed. */
export function written(
  of: TypedExpression["class"],
  affinity: TypedExpression["affinity"],
  write: () => string,
): TypedExpression {
  return {
    class: of,
    affinity,
    get sql() {
      return write();
    },
  };
}
