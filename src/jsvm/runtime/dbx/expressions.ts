import { textArgument, wrongArgument } from "../go-arguments.ts";
import { PanicError } from "../errors.ts";
import { bound, type Params, quoteColumn } from "./quoting.ts";

/** A part of a WHERE clause: `$dbx` makes them. */
export class Expression {
  readonly #build: (params: Params) => string;

  constructor(build: (params: Params) => string) {
    this.#build = build;
  }

  /** Its SQL text, "" for none; its values are added to the parameters. */
  static sqlOf(expression: Expression, params: Params): string {
    return expression.#build(params);
  }

  /** As Go calls it: of a database that does not matter, and the parameters that it adds to. */
  build(_db: unknown, params: Params): string {
    return this.#build(params ?? {});
  }
}

/** What a function that takes an expression was given. Null for nothing. */
export function asExpression(value: unknown): Expression | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Expression) return value;
  throw wrongArgument(value, "dbx.Expression");
}

const LIKE_ESCAPES = ["\\", "\\\\", "%", "\\%", "_", "\\_"];

/** `$dbx.like()` and its kin: columns that hold all or any of some texts. */
class LikeExpression extends Expression {
  like: string;
  readonly #escapes: string[];
  readonly #match: { left: boolean; right: boolean };

  constructor({ column, values, like, glue }: { column: unknown; values: unknown[]; like: string; glue: string }) {
    const escapes = [...LIKE_ESCAPES];
    const match = { left: true, right: true };
    super((params) =>
      values
        .map((value) => {
          let text = textArgument(value);
          for (let at = 0; at < escapes.length; at += 2) {
            text = text.replaceAll(escapes[at] ?? "", () => escapes[at + 1] ?? "");
          }
          const pattern = `${match.left ? "%" : ""}${text}${match.right ? "%" : ""}`;
          return `${quoteColumn(textArgument(column))} ${this.like} ${bound(params, pattern)}`;
        })
        .join(` ${glue} `),
    );
    this.like = like;
    this.#escapes = escapes;
    this.#match = match;
  }

  /** Pairs of what is special and what stands for it. */
  escape(...characters: readonly unknown[]): this {
    if (characters.length % 2 !== 0) throw new PanicError("LikeExp.escape takes pairs of texts");
    this.#escapes.splice(0, Infinity, ...characters.map(textArgument));
    return this;
  }

  /** On which sides of the text others may stand. */
  match(left: unknown, right: unknown): this {
    Object.assign(this.#match, { left: Boolean(left), right: Boolean(right) });
    return this;
  }
}

type Values = unknown[];

/** `$dbx` */
export const dbx = {
  exp: (sql: unknown, values?: Params | null): Expression =>
    new Expression((params) => {
      Object.assign(params, values);
      return textArgument(sql);
    }),

  hashExp: (values: Params | null | undefined): Expression => new Expression((params) => hashSql(values ?? {}, params)),

  not: (inner: unknown): Expression => {
    const expression = asExpression(inner);
    return new Expression((params) => {
      const sql = sqlOf(expression, params);
      return sql === "" ? "" : `NOT (${sql})`;
    });
  },

  and: (...parts: Values): Expression => joined("AND", parts),
  or: (...parts: Values): Expression => joined("OR", parts),

  in: (column: unknown, ...values: Values): Expression =>
    new Expression((params) => inSql([column, ...values], params)),
  notIn: (column: unknown, ...values: Values): Expression =>
    new Expression((params) => inSql([column, ...values], params, true)),

  like: (column: unknown, ...values: Values): Expression =>
    new LikeExpression({ column, values, like: "LIKE", glue: "AND" }),
  orLike: (column: unknown, ...values: Values): Expression =>
    new LikeExpression({ column, values, like: "LIKE", glue: "OR" }),
  notLike: (column: unknown, ...values: Values): Expression =>
    new LikeExpression({ column, values, like: "NOT LIKE", glue: "AND" }),
  orNotLike: (column: unknown, ...values: Values): Expression =>
    new LikeExpression({ column, values, like: "NOT LIKE", glue: "OR" }),

  exists: (inner: unknown): Expression => existing(inner, "EXISTS", "0=1"),
  notExists: (inner: unknown): Expression => existing(inner, "NOT EXISTS", ""),

  between: (column: unknown, from: unknown, to: unknown): Expression => range(column, "BETWEEN", [from, to]),
  notBetween: (column: unknown, from: unknown, to: unknown): Expression => range(column, "NOT BETWEEN", [from, to]),
};

/** Parts joined by a word, each in parentheses where there are several. Null parts count for nothing. */
export function joined(word: "AND" | "OR", parts: readonly unknown[]): Expression {
  const expressions = parts.map(asExpression);
  return new Expression((params) => {
    if (expressions.length === 0) return "";
    const sqls = expressions.map((one) => sqlOf(one, params)).filter((sql) => sql !== "");
    return sqls.length === 1 ? (sqls[0] ?? "") : `(${sqls.join(`) ${word} (`)})`;
  });
}

function sqlOf(expression: Expression | null, params: Params): string {
  if (expression === null) return "";
  return Expression.sqlOf(expression, params);
}

/** Sorted by name, so that the same values give the same statement. */
function hashSql(values: Params, params: Params): string {
  return Object.keys(values)
    .sort()
    .map((name) => {
      const value = values[name];
      if (value === null || value === undefined) return `${quoteColumn(name)} IS NULL`;
      if (value instanceof Expression) {
        const sql = Expression.sqlOf(value, params);
        return sql === "" ? "" : `(${sql})`;
      }
      return Array.isArray(value)
        ? inSql([name, ...(value as Values)], params)
        : `${quoteColumn(name)}=${bound(params, value)}`;
    })
    .filter((sql) => sql !== "")
    .join(" AND ");
}

function inSql([column, ...values]: Values, params: Params, isNot = false): string {
  if (values.length === 0) return isNot ? "" : "0=1";
  const sqls = values.map((value) => {
    if (value === null || value === undefined) return "NULL";
    return value instanceof Expression ? Expression.sqlOf(value, params) : bound(params, value);
  });
  const name = quoteColumn(textArgument(column));
  if (sqls.length === 1) return `${name}${isNot ? "<>" : "="}${sqls[0] ?? ""}`;
  return `${name} ${isNot ? "NOT IN" : "IN"} (${sqls.join(", ")})`;
}

function existing(inner: unknown, word: string, empty: string): Expression {
  const expression = asExpression(inner);
  return new Expression((params) => {
    const sql = sqlOf(expression, params);
    return sql === "" ? empty : `${word} (${sql})`;
  });
}

function range(column: unknown, word: string, [from, to]: readonly [unknown, unknown]): Expression {
  return new Expression((params) => {
    const first = bound(params, from);
    return `${quoteColumn(textArgument(column))} ${word} ${first} AND ${bound(params, to)}`;
  });
}
