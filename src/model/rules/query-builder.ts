import type { Dialect } from "../../database/engine.ts";
import type { FilterGroup } from "../../lib/filter/parse.ts";
import { parseFilter } from "../../lib/filter/parse.ts";
import { scanFilter } from "../../lib/filter/scan.ts";
import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import type { RequestInfo } from "../request-info.ts";
import { emitAnyRow, emitCondition } from "./emit-condition.ts";
import { emitDeadline, emitJoins } from "./emit-joins.ts";
import { Emitter } from "./emit-value.ts";
import type { Guard } from "./guards.ts";
import { GuardedRequest } from "./guards.ts";
import { resolveFilter } from "./resolve.ts";
import type { Join, JoinCondition } from "./resolved.ts";
import { JoinSet, Scope } from "./scope.ts";
import type { PlanCondition } from "./simplify.ts";
import { anyOf, simplify } from "./simplify.ts";
import { areListsOnly, splitConditions } from "./split-conditions.ts";
import { aliasesOf, neededJoins } from "./used-joins.ts";

interface QueryOptions {
  readonly snapshot: CollectionSnapshot;
  readonly dialect: Dialect;
  readonly collection: Collection;
  readonly request: RequestInfo;
  /** Set for a record that is not stored: the name of the table expression with its values. */
  readonly unsavedAs?: string;
  /** It was stored before. */
  readonly isGone?: boolean;
  /** See `Scope`. */
  readonly authAs?: string | undefined;
}

/** The parts of a query over one collection. */
export interface EmittedQuery {
  /** Behind FROM. */
  readonly from: string;
  readonly conditions: readonly string[];
  /** They go before all other conditions, as SQLite stops at the first that fails. */
  readonly deadlines: readonly string[];
  /** Whether a record may come in several rows. */
  readonly multiplies: boolean;
}

/** Collects the rule, filter and sort of one query over a collection, which share their joins, and writes its parts. */
export class QueryBuilder {
  readonly scope: Scope;
  readonly emitter: Emitter;
  readonly #request: GuardedRequest;
  /** All must hold. */
  readonly #conditions: PlanCondition[] = [];

  constructor({ snapshot, dialect, collection, request, unsavedAs, isGone = false, authAs }: QueryOptions) {
    this.#request = new GuardedRequest(request);
    this.emitter = new Emitter(dialect, (condition, emitter) => emitCondition(simplify(condition), emitter));
    this.scope = new Scope({
      snapshot,
      base: collection,
      baseAlias: unsavedAs ?? collection.name,
      isUnsaved: unsavedAs !== undefined,
      isGone,
      authAs,
      request: this.#request,
      joins: new JoinSet(),
    });
  }

  get guards(): readonly Guard[] {
    return this.#request.guards;
  }

  addRule(rule: string): void {
    this.#add(simplify(resolveFilter(parseRule(rule), this.scope)));
  }

  /** A filter of a client, whose literals come with each request. */
  addFilter(filter: FilterGroup, allowsHidden: boolean): void {
    this.scope.allowsHidden = allowsHidden;
    this.scope.hasClientLiterals = true;
    this.#add(simplify(resolveFilter(filter, this.scope)));
  }

  /** The list rules of the tables that a normal user's filter or sort reached. They hold where there is no related row. */
  addListRules(): void {
    for (const [alias, collection] of this.scope.guarded) {
      const { listRule } = collection;
      if (listRule === null || listRule === "") continue;
      const condition = simplify(resolveFilter(parseRule(listRule), this.scope.nested(collection, alias)));
      this.#add(anyOf([{ kind: "noRow", alias }, condition]));
    }
  }

  #add(condition: PlanCondition): void {
    if (condition.kind !== "constant" || !condition.value) this.#conditions.push(condition);
  }

  get hasJoins(): boolean {
    return this.scope.joins.all.length > 0;
  }

  /** Whether what it finds out about one record takes no search. The ids of a view need not be unique. */
  get isQuick(): boolean {
    return this.scope.base.type !== "view" && areListsOnly(this.scope.joins.all);
  }

  /** The collections whose rows matter. */
  get reads(): readonly Collection[] {
    const joined = this.scope.joins.all.flatMap((join) => (join.kind === "collection" ? [join.collection] : []));
    return [...new Set([this.scope.base, ...joined])];
  }

  /**
   * Writes the query. `clock` is a column of the base table, for the look at the clock; `sortedBy` are the tables that the
   * order needs.
   */
  emit({ clock, sortedBy }: { readonly clock: string; readonly sortedBy: ReadonlySet<string> }): EmittedQuery {
    const { scope, emitter } = this;
    emitter.clock = clock;
    const base = emitter.dialect.quote(scope.baseTable);
    scope.joins.checkAliases();
    const joins = scope.joins.all;
    const { own, joined } = splitConditions(this.#conditions, scope.baseAlias);
    const deadline = emitter.dialect.expressions.deadline(clock);
    const sortsByOwn = [...sortedBy].every((alias) => alias === scope.baseAlias);
    if (sortsByOwn && scope.base.type !== "view" && areListsOnly(joins)) {
      const conditions = own.map((condition) => emitCondition(condition, emitter));
      const needed = neededJoins(joins, new Set(joined.flatMap((condition) => [...aliasesOf(condition)])));
      if (joined.length > 0) conditions.push(emitAnyRow({ joins: needed, conditions: joined }, emitter));
      return { from: base, conditions, deadlines: [deadline], multiplies: false };
    }
    const innermost = joins.findLast(multiplies);
    return {
      from: `${base}${emitJoins(joins, emitter)}`,
      conditions: this.#conditions.map((condition) => emitCondition(condition, emitter)),
      deadlines: innermost === undefined ? [deadline] : [deadline, emitDeadline(innermost, emitter)],
      multiplies: innermost !== undefined,
    };
  }

  emitBaseColumn(column: string): string {
    return this.emitter.column({ alias: this.scope.baseAlias, column });
  }
}

/** A join by id never makes more rows of a record. */
function multiplies(join: Join): boolean {
  return join.kind !== "collection" || !isById(join.on);
}

function isById(on: JoinCondition | null): boolean {
  return (on?.kind === "equal" || on?.kind === "given") && on.left.column === "id";
}

export function parseRule(rule: string): FilterGroup {
  return parseFilter(scanFilter(rule));
}
