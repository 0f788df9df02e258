import type { Dialect } from "../../database/engine.ts";
import type { FilterGroup } from "../../lib/filter/parse.ts";
import { parseFilter } from "../../lib/filter/parse.ts";
import { scanFilter } from "../../lib/filter/scan.ts";
import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import type { RequestInfo } from "../request-info.ts";
import { emitCondition } from "./emit-condition.ts";
import { emitDeadline, emitJoins } from "./emit-joins.ts";
import { Emitter } from "./emit-value.ts";
import type { Guard } from "./guards.ts";
import { GuardedRequest } from "./guards.ts";
import { resolveFilter } from "./resolve.ts";
import type { Condition, Join, JoinCondition } from "./resolved.ts";
import { JoinSet, Scope } from "./scope.ts";

interface QueryOptions {
  readonly snapshot: CollectionSnapshot;
  readonly dialect: Dialect;
  readonly collection: Collection;
  readonly request: RequestInfo | null;
  /** Set for a record that is not stored: the name of the table expression with its values. */
  readonly unsavedAs?: string;
}

/** Collects the rule, filter and sort of one query over a collection, which share their joins, and writes its parts. */
export class QueryBuilder {
  readonly scope: Scope;
  readonly emitter: Emitter;
  readonly #request: GuardedRequest;
  readonly #conditions: Condition[] = [];
  readonly #listRules: { alias: string; condition: Condition }[] = [];

  constructor({ snapshot, dialect, collection, request, unsavedAs }: QueryOptions) {
    this.#request = new GuardedRequest(request);
    this.emitter = new Emitter(dialect, emitCondition);
    this.scope = new Scope({
      snapshot,
      base: collection,
      baseAlias: unsavedAs ?? collection.name,
      isUnsaved: unsavedAs !== undefined,
      request: this.#request,
      joins: new JoinSet(),
    });
  }

  get guards(): readonly Guard[] {
    return this.#request.guards;
  }

  addRule(rule: string): void {
    this.#conditions.push(resolveFilter(parseRule(rule), this.scope));
  }

  /** A filter of a client, whose literals come with each request. */
  addFilter(filter: FilterGroup, allowsHidden: boolean): void {
    this.scope.allowsHidden = allowsHidden;
    this.scope.hasClientLiterals = true;
    this.#conditions.push(resolveFilter(filter, this.scope));
  }

  /** The list rules of the tables that a normal user's filter or sort reached. They hold where there is no related row. */
  addListRules(): void {
    for (const [alias, collection] of this.scope.guarded) {
      const { listRule } = collection;
      if (listRule === null || listRule === "") continue;
      const condition = resolveFilter(parseRule(listRule), this.scope.nested(collection, alias));
      this.#listRules.push({ alias, condition });
    }
  }

  get hasJoins(): boolean {
    return this.scope.joins.all.length > 0;
  }

  /** Whether a record may come in several rows. A join by id never makes more of them. */
  get multipliesRows(): boolean {
    return this.scope.joins.all.some(multiplies);
  }

  /**
   * The looks at the clock, which go before all other conditions, as SQLite stops at the first that fails: one for each
   * record, and one for each row that joins make of it. `column` is one of the base table.
   */
  emitDeadlines(column: string): readonly string[] {
    const { expressions } = this.emitter.dialect;
    const innermost = this.scope.joins.all.findLast(multiplies);
    const inner = innermost === undefined ? [] : [emitDeadline(innermost, this.emitter)];
    return [expressions.deadline(column), ...inner];
  }

  /** The collections whose rows matter. */
  get reads(): readonly Collection[] {
    const joined = this.scope.joins.all.flatMap((join) => (join.kind === "collection" ? [join.collection] : []));
    return [...new Set([this.scope.base, ...joined])];
  }

  /** `FROM … LEFT JOIN …` */
  emitFrom(): string {
    return `FROM ${this.emitter.dialect.quote(this.scope.baseTable)}${emitJoins(this.scope.joins.all, this.emitter)}`;
  }

  /** One SQL condition for each that was added. */
  emitConditions(): readonly string[] {
    const conditions = this.#conditions.map((condition) => emitCondition(condition, this.emitter));
    const listRules = this.#listRules.map(({ alias, condition }) => {
      const id = this.emitter.column({ alias, column: "id" });
      return `(${id} IS NULL OR ${emitCondition(condition, this.emitter)})`;
    });
    return [...conditions, ...listRules];
  }

  emitBaseColumn(column: string): string {
    return this.emitter.column({ alias: this.scope.baseAlias, column });
  }
}

function multiplies(join: Join): boolean {
  return join.kind !== "collection" || !isById(join.on);
}

function isById(on: JoinCondition | null): boolean {
  return (on?.kind === "equal" || on?.kind === "given") && on.left.column === "id";
}

export function parseRule(rule: string): FilterGroup {
  return parseFilter(scanFilter(rule));
}
