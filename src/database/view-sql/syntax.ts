import type { Position } from "./view-sql-error.ts";

/** The tree of a SELECT in SQLite's dialect. */
export interface Query {
  readonly with: readonly CommonTable[];
  readonly isRecursive: boolean;
  /** More than one where they are combined by UNION and its like. */
  readonly arms: readonly Arm[];
  readonly orderBy: readonly OrderTerm[];
  readonly limit: Expression | null;
  readonly offset: Expression | null;
  readonly position: Position;
}

export interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[] | null;
  readonly materialized: "" | "MATERIALIZED" | "NOT MATERIALIZED";
  readonly query: Query;
  readonly position: Position;
}

export interface Arm {
  /** How it is combined with those before it; empty for the first one. */
  readonly operator: "" | "UNION" | "UNION ALL" | "EXCEPT" | "INTERSECT";
  readonly body: Select | Values;
}

export interface Values {
  readonly type: "values";
  readonly rows: readonly (readonly Expression[])[];
  readonly position: Position;
}

export interface Select {
  readonly type: "select";
  readonly isDistinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: Join | null;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly having: Expression | null;
  readonly windows: readonly { readonly name: string; readonly window: Window }[];
  readonly position: Position;
}

export type SelectItem =
  /** `*`, or `t.*` with a table. */
  | { readonly type: "star"; readonly table: string | null; readonly position: Position }
  | {
      readonly type: "expression";
      readonly expression: Expression;
      readonly alias: string | null;
      /** The expression as it is written, which is the name where nothing else is. */
      readonly text: string;
    };

/** What FROM joins, from left to right. */
export interface Join {
  readonly first: TableReference;
  readonly others: readonly JoinedTable[];
}

export interface JoinedTable {
  readonly type: "INNER" | "LEFT" | "RIGHT" | "FULL";
  readonly isNatural: boolean;
  readonly table: TableReference;
  readonly on: Expression | null;
  readonly using: readonly string[];
  readonly position: Position;
}

export type TableReference =
  | { readonly type: "table"; readonly name: string; readonly alias: string | null; readonly position: Position }
  | {
      readonly type: "function";
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly alias: string | null;
      readonly position: Position;
    }
  | { readonly type: "query"; readonly query: Query; readonly alias: string | null; readonly position: Position }
  | { readonly type: "join"; readonly join: Join; readonly position: Position };

export interface OrderTerm {
  readonly expression: Expression;
  readonly isDescending: boolean;
  readonly nulls: "" | "FIRST" | "LAST";
}

export interface Window {
  readonly base: string | null;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderTerm[];
  /** Null for the default. */
  readonly frame: Frame | null;
}

export interface Frame {
  readonly unit: "ROWS" | "RANGE" | "GROUPS";
  readonly start: FrameBound;
  readonly end: FrameBound | null;
  readonly exclude: string;
}

export interface FrameBound {
  readonly type: "UNBOUNDED PRECEDING" | "PRECEDING" | "CURRENT ROW" | "FOLLOWING" | "UNBOUNDED FOLLOWING";
  readonly distance: Expression | null;
}

export type BinaryOperator = "OR" | "AND" | Comparison | Arithmetic | "||" | "->" | "->>";

export type Arithmetic = "&" | "|" | "<<" | ">>" | "+" | "-" | "*" | "/" | "%";

export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=" | "IS" | "IS NOT";

export type Expression =
  | { readonly type: "number"; readonly text: string; readonly position: Position }
  | { readonly type: "string"; readonly text: string; readonly position: Position }
  | { readonly type: "blob"; readonly hex: string; readonly position: Position }
  | { readonly type: "boolean"; readonly value: boolean; readonly position: Position }
  | { readonly type: "null"; readonly position: Position }
  | ColumnReference
  | {
      readonly type: "unary";
      readonly operator: "NOT" | "-" | "+" | "~";
      readonly operand: Expression;
      readonly position: Position;
    }
  | {
      readonly type: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly position: Position;
    }
  | {
      readonly type: "like";
      readonly operator: "LIKE" | "GLOB" | "REGEXP" | "MATCH";
      readonly isNot: boolean;
      readonly left: Expression;
      readonly right: Expression;
      readonly escape: Expression | null;
      readonly position: Position;
    }
  | {
      readonly type: "between";
      readonly isNot: boolean;
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly position: Position;
    }
  | {
      readonly type: "in";
      readonly isNot: boolean;
      readonly operand: Expression;
      readonly list: readonly Expression[] | Query;
      readonly position: Position;
    }
  | {
      readonly type: "case";
      readonly operand: Expression | null;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise: Expression | null;
      readonly position: Position;
    }
  | {
      readonly type: "cast";
      readonly operand: Expression;
      readonly typeName: string;
      readonly position: Position;
    }
  | {
      readonly type: "collate";
      readonly operand: Expression;
      readonly collation: string;
      readonly position: Position;
    }
  | { readonly type: "exists"; readonly query: Query; readonly position: Position }
  | { readonly type: "query"; readonly query: Query; readonly position: Position }
  | { readonly type: "row"; readonly items: readonly Expression[]; readonly position: Position }
  | Call;

export interface ColumnReference {
  readonly type: "column";
  readonly table: string | null;
  readonly name: string;
  readonly isDoubleQuoted: boolean;
  readonly position: Position;
}

export interface Call {
  readonly type: "call";
  /** In lower case. */
  readonly name: string;
  readonly isDistinct: boolean;
  /** `count(*)` */
  readonly isStar: boolean;
  readonly arguments: readonly Expression[];
  readonly orderBy: readonly OrderTerm[];
  readonly filter: Expression | null;
  /** A window, or the name of one. */
  readonly over: Window | string | null;
  readonly position: Position;
}
