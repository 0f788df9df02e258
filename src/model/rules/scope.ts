import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import type { GuardedRequest } from "./guards.ts";
import type { Join } from "./resolved.ts";
import { RuleError } from "./resolved.ts";

/** SQLite joins 64 tables at most. */
const MAX_JOINS = 60;

interface ScopeOptions {
  readonly snapshot: CollectionSnapshot;
  readonly base: Collection;
  /** The name that the base table has in the query. */
  readonly baseAlias: string;
  /** The base is a record that is not stored: it is known under no name, and nothing can refer to it. */
  readonly isUnsaved: boolean;
  /** It was stored before: its values have the types of the columns. */
  readonly isGone?: boolean;
  /** The name of the table expression with the account's values of before. Default: they are those that are stored. */
  readonly authAs?: string | undefined;
  readonly request: GuardedRequest;
  readonly joins: JoinSet;
  /** The base is a joined table, which may have no row. */
  readonly isJoined?: boolean;
}

/** Where the names of a rule or filter are looked up, and the joins that they asked for. */
export class Scope {
  readonly snapshot: CollectionSnapshot;
  readonly base: Collection;
  readonly baseAlias: string;
  readonly isUnsaved: boolean;
  readonly isGone: boolean;
  readonly authAs: string | undefined;
  readonly request: GuardedRequest;
  readonly joins: JoinSet;
  readonly isJoined: boolean;
  /** Rules may use hidden fields, filters of normal users may not. */
  allowsHidden = true;
  /** Literals come with each request; those of rules are part of the plan. */
  hasClientLiterals = false;
  /** The tables that a filter of a normal user reached, whose list rules must hold too. */
  readonly guarded = new Map<string, Collection>();

  constructor(options: ScopeOptions) {
    this.snapshot = options.snapshot;
    this.base = options.base;
    this.baseAlias = options.baseAlias;
    this.isUnsaved = options.isUnsaved;
    this.isGone = options.isGone ?? false;
    this.authAs = options.authAs;
    this.request = options.request;
    this.joins = options.joins;
    this.isJoined = options.isJoined ?? false;
  }

  /** The table's name in FROM. */
  get baseTable(): string {
    return this.isUnsaved ? this.baseAlias : this.base.name;
  }

  /** By id or, without regard to case, by name. Throws a `RuleError` with the problem where there is none. */
  findCollection(nameOrId: string, problem = `unknown collection ${nameOrId}`): Collection {
    const isBase = !this.isUnsaved && (nameOrId === this.base.name || nameOrId === this.base.id);
    const found = isBase ? this.base : this.snapshot.find(nameOrId);
    if (found === undefined) throw new RuleError(problem);
    return found;
  }

  /**
   * Adds a join, once for the same path: operands share the joined row. `key` names the path within the query.
   * Normal users reach only collections that have a list rule, and see only what it allows.
   */
  join(key: string, build: (alias: string) => Join): string {
    const join = this.joins.add(`${this.baseAlias} ${key}`, build);
    if (join.kind === "collection" && !this.allowsHidden) {
      if (join.collection.listRule === null) throw new RuleError(`${join.collection.name} is for superusers only`);
      this.guarded.set(join.alias, join.collection);
    }
    return join.alias;
  }

  /** For a rule over a joined table of the same query. */
  nested(collection: Collection, alias: string): Scope {
    const { snapshot, authAs, request, joins } = this;
    return new Scope({
      snapshot,
      base: collection,
      baseAlias: alias,
      isUnsaved: false,
      authAs,
      request,
      joins,
      isJoined: true,
    });
  }
}

/** The joins of one query, in order. */
export class JoinSet {
  readonly #joins = new Map<string, Join>();
  /** By the alias behind the colon of `@collection.name:alias`. */
  readonly #named = new Map<string, Collection>();
  #ambiguous = "";

  get all(): readonly Join[] {
    return [...this.#joins.values()];
  }

  /** Notes what an alias of a rule or filter stands for. A rule that names two collections alike can be saved, but not used. */
  name(alias: string, collection: Collection): void {
    const known = this.#named.get(alias) ?? collection;
    if (known.id !== collection.id) this.#ambiguous = alias;
    this.#named.set(alias, known);
  }

  checkAliases(): void {
    if (this.#ambiguous !== "") throw new RuleError(`several collections have the alias "${this.#ambiguous}"`);
  }

  add(key: string, build: (alias: string) => Join): Join {
    const known = this.#joins.get(key);
    if (known !== undefined) return known;
    if (this.#joins.size >= MAX_JOINS)
      throw new RuleError(`the query needs more than ${MAX_JOINS} joins: use fewer relations in it`);
    const join = build(`__j${this.#joins.size}`);
    this.#joins.set(key, join);
    return join;
  }
}
