import type { OrderTerm } from "../../database/expression-dialect.ts";
import type { Emitter } from "./emit-value.ts";
import { parametersOf } from "./emit-value.ts";
import { resolvePath } from "./resolve-path.ts";
import type { Value } from "./resolved.ts";
import { RuleError } from "./resolved.ts";
import type { Scope } from "./scope.ts";
import { aliasesOfValue } from "./used-joins.ts";

const MAX_TERMS = 8;
const MAX_NAME_BYTES = 255;

export interface SortTerm {
  readonly by: Value | "random" | "rowId";
  readonly isDescending: boolean;
}

/** What is sorted by can't be. The message names it as PocketBase's does. */
export class SortError extends RuleError {}

/** Resolves `-created,+author.name,@random`. Throws a `RuleError`. */
export function resolveSort(sort: string, scope: Scope): readonly SortTerm[] {
  if (sort === "") return [];
  const terms = sort.split(",");
  if (terms.length > MAX_TERMS) throw new RuleError(`there are more than ${MAX_TERMS} sort fields`);
  return terms.map((term) => resolveTerm(term.trim(), scope));
}

function resolveTerm(term: string, scope: Scope): SortTerm {
  const isDescending = term.startsWith("-");
  const name = isDescending || term.startsWith("+") ? term.slice(1) : term;
  if (Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw new RuleError(`a sort field is longer than ${MAX_NAME_BYTES} bytes`);
  if (name === "@random") return { by: "random", isDescending: false };
  if (name === "@rowid") {
    if (scope.base.type === "view") throw new RuleError("views have no row ids");
    return { by: "rowId", isDescending };
  }
  const value = valueOf(name, scope);
  if (value.kind === "null" || parametersOf(value).length > 0) throw new SortError(`invalid sort field "${name}"`);
  return { by: value, isDescending };
}

function valueOf(name: string, scope: Scope): Value {
  try {
    return resolvePath(name, scope, () => {
      throw new RuleError("no sort field");
    }).value;
  } catch (cause) {
    if (!(cause instanceof RuleError)) throw cause;
    throw new SortError(`invalid sort field "${name}"`, { cause });
  }
}

/** The tables whose columns the order needs. */
export function aliasesOfSort(terms: readonly SortTerm[]): ReadonlySet<string> {
  return new Set(terms.flatMap(({ by }) => (typeof by === "string" ? [] : [...aliasesOfValue(by)])));
}

/** The terms of ORDER BY. What was sorted by already is left out: it would order nothing, but be compared again in each row. */
export function emitSort(terms: readonly SortTerm[], scope: Scope, emitter: Emitter): readonly OrderTerm[] {
  const { dialect } = emitter;
  const { expressions } = dialect;
  const written = new Map<string, OrderTerm>();
  const add = (term: OrderTerm): void => {
    if (!written.has(term.by)) written.set(term.by, term);
  };
  for (const { by, isDescending } of terms) {
    if (by === "random") add(expressions.random);
    else if (by === "rowId") {
      const rowId = expressions.rowId(dialect.quote(scope.baseAlias));
      add({ by: rowId, direction: isDescending ? "DESC" : "ASC" });
    }
    // A number would name a column by its position.
    else if (by.kind !== "boolean" && by.kind !== "isset" && by.kind !== "count") {
      const value = emitter.value(by);
      const isNullable = by.kind !== "column" || by.isNullable || by.type === "other";
      add(expressions.orderTerm(value, { isDescending, isNullable }));
    }
  }
  return [...written.values()];
}
