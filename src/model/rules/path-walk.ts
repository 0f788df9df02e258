// How a path such as `author.team.members.name` or `comments_via_post.text` becomes joins.
//
// Called by `resolve-path.ts` for each operand that is a path. A path over several records has two readings: "any of the values"
// (`?=`) takes the rows of the joined query, "all of the values" (`=`) asks in a subquery that no value fails. So two chains of joins
// are built side by side. Must stay true: both chains walk the same records, and hidden fields and locked collections are refused here,
// before any SQL exists.
import type { ColumnOrigin } from "../../database/expression.ts";
import type { Collection } from "../collections/collection.ts";
import { findUniqueIndex, parseIndex } from "../collections/index-definition.ts";
import type { FieldBase } from "../fields/field.ts";
import { canBeMultiple, isMultiple } from "../fields/registry.ts";
import { columnKind, columnType, idOf, originOf } from "./column-origin.ts";
import { findField, relatedCollectionId } from "./field-options.ts";
import { splitModifier } from "./modifier.ts";
import type {
  ColumnValue,
  Join,
  JoinCondition,
  JoinSide,
  NullHandling,
  Operand,
  OriginatedColumn,
  Value,
} from "./resolved.ts";
import { NULL_VALUE, operandOf, RuleError } from "./resolved.ts";
import type { Scope } from "./scope.ts";

const MAX_RELATIONS = 6;
/** The alias of the base table in subqueries that start from it anew. */
const AGAIN = "__m";
const BACK_RELATION = /^(\w+)_via_(\w+)$/;

interface WalkOptions {
  /** What does not exist is null instead of an error. */
  readonly isLenient: boolean;
}

/**
 * Follows a path of fields from table to table. It builds two chains of joins: one in the query itself, which makes a
 * row of every combination of values, and one in a subquery, which yields all values of a record for match-all.
 */
export class PathWalk {
  readonly #scope: Scope;
  readonly #options: WalkOptions;
  readonly #allJoins: Join[] = [];
  #collection: Collection;
  #alias: string;
  #allAlias: string;
  #yieldsSeveral = false;

  constructor(scope: Scope, options: WalkOptions) {
    this.#scope = scope;
    this.#options = options;
    this.#collection = scope.base;
    this.#alias = scope.baseAlias;
    this.#allAlias = scope.isJoined ? AGAIN : scope.baseAlias;
  }

  /** Starts from a table that is joined without a path. */
  start(key: string, build: (alias: string) => Extract<Join, { kind: "collection" }>): void {
    this.#alias = this.#scope.join(key, build);
    const join = build(this.#nextAllAlias());
    this.#allJoins.push(join);
    this.#allAlias = join.alias;
    this.#collection = join.collection;
  }

  markSeveral(): void {
    this.#yieldsSeveral = true;
  }

  walk(props: readonly string[]): Operand {
    for (const [index, prop] of props.entries()) {
      if (index === props.length - 1) return this.#finish(prop);
      const field = findField(this.#collection, prop);
      if (field !== undefined) this.#checkVisible(field);
      if (field?.type === "json" || field?.type === "geoPoint") return this.#jsonPath(field, props.slice(index + 1));
      if (index >= MAX_RELATIONS)
        throw new RuleError(`a path can have at most ${MAX_RELATIONS} relations before "${prop}"`);
      if (field === undefined) {
        if (!this.#stepBack(prop)) return operandOf(NULL_VALUE);
        continue;
      }
      if (field.type !== "relation") throw new RuleError(`field "${prop}" is not a valid relation`);
      // The id of a single relation is in the relation's own column.
      if (!isMultiple(field) && index === props.length - 2 && props[index + 1] === "id")
        return this.#finish(field.name);
      this.#step(field);
    }
    throw new RuleError("an empty path");
  }

  /** A list that comes with the request, joined as rows. */
  givenItems(key: string, build: (alias: string) => Extract<Join, { kind: "given" }>): Operand {
    const alias = this.#scope.join(key, build);
    const join = build(this.#nextAllAlias());
    this.#allJoins.push(join);
    const item = (of: string): Value => ({ kind: "item", alias: of, of: null });
    return this.#operand(item(alias), item(join.alias), "auto");
  }

  #step(field: FieldBase): void {
    const collection = this.#scope.findCollection(relatedCollectionId(field));
    const key = `${this.#alias}.${field.name}`;
    const origin = this.#origin(field);
    const from = { alias: this.#alias, column: field.name, origin };
    const allFrom = { alias: this.#allAlias, column: field.name, origin };
    if (isMultiple(field)) {
      this.#yieldsSeveral = true;
      const items = this.#scope.join(`${key}:each`, (alias) => ({ kind: "items", alias, of: from }));
      const allItems: Join = { kind: "items", alias: this.#nextAllAlias(), of: allFrom };
      this.#allJoins.push(allItems);
      this.#enter(key, collection, {
        on: (alias) => equal(idOf(collection, alias), { kind: "item", alias: items, of: origin }),
        allOn: (alias) => equal(idOf(collection, alias), { kind: "item", alias: allItems.alias, of: origin }),
      });
    } else {
      this.#enter(key, collection, {
        on: (alias) => equal(idOf(collection, alias), from),
        allOn: (alias) => equal(idOf(collection, alias), allFrom),
      });
    }
  }

  /** Follows `<collection>_via_<field>`; false where a lenient path leads nowhere. */
  #stepBack(prop: string): boolean {
    let back: { collection: Collection; field: FieldBase };
    try {
      back = this.#findBackRelation(prop);
    } catch (error) {
      if (error instanceof RuleError && this.#options.isLenient) return false;
      throw error;
    }
    const { collection, field } = back;
    this.#checkVisible(field);
    const column = { column: field.name, origin: originOf(collection, field) };
    const from = idOf(this.#collection, this.#alias);
    const allFrom = idOf(this.#collection, this.#allAlias);
    if (isMultiple(field) || findUniqueIndex(collection.indexes, field.name) === undefined) this.#yieldsSeveral = true;
    const on = isMultiple(field)
      ? (id: typeof from) => (alias: string) => ({ kind: "listed", id, list: { alias, ...column } }) as const
      : (id: typeof from) => (alias: string) => equal({ alias, ...column }, id);
    this.#enter(`${this.#alias}.${prop}`, collection, { on: on(from), allOn: on(allFrom) });
    return true;
  }

  #findBackRelation(prop: string): { collection: Collection; field: FieldBase } {
    const [, name = "", fieldName = ""] = BACK_RELATION.exec(prop) ?? [];
    if (name === "") throw new RuleError(`failed to resolve field "${prop}"`);
    const unknown = `failed to load back relation field "${prop}" collection`;
    const collection = this.#scope.findCollection(name, unknown);
    const field = findField(collection, fieldName);
    if (field?.type !== "relation") throw new RuleError(`missing back relation field "${fieldName}"`);
    const isUnsaved = this.#scope.isUnsaved && this.#alias === this.#scope.baseAlias;
    if (isUnsaved || relatedCollectionId(field) !== this.#collection.id) {
      throw new RuleError(`"${prop}" is a relation to another collection`);
    }
    return { collection, field };
  }

  #enter(
    key: string,
    collection: Collection,
    on: { on: (alias: string) => JoinCondition; allOn: (alias: string) => JoinCondition },
  ): void {
    this.#alias = this.#scope.join(key, (alias) => ({ kind: "collection", alias, collection, on: on.on(alias) }));
    const alias = this.#nextAllAlias();
    this.#allJoins.push({ kind: "collection", alias, collection, on: on.allOn(alias) });
    this.#allAlias = alias;
    this.#collection = collection;
  }

  #finish(prop: string): Operand {
    const [name, modifier] = splitModifier(prop);
    const field = findField(this.#collection, name);
    if (field === undefined) {
      if (this.#options.isLenient) return operandOf(NULL_VALUE);
      throw new RuleError(`unknown field "${name}"`);
    }
    this.#checkVisible(field);
    if (modifier === "length" && canBeMultiple(field)) {
      const origin = this.#origin(field);
      const length = (alias: string): Value => ({ kind: "length", alias, column: field.name, origin });
      return this.#operand(length(this.#alias), length(this.#allAlias), "auto");
    }
    if (modifier === "each" && canBeMultiple(field)) return this.#each(field);
    const plain = (alias: string): Value =>
      field.type === "json" ? this.#json(field, "")(alias) : this.#column(field, alias);
    const value = (alias: string): Value => (modifier === "lower" ? { kind: "lower", of: plain(alias) } : plain(alias));
    const nulls = field.type === "json" ? "exact" : "auto";
    const operand = this.#operand(value(this.#alias), value(this.#allAlias), nulls);
    const isEmail = field.name === "email" && this.#collection.type === "auth" && !this.#scope.allowsHidden;
    return isEmail ? { ...operand, publicEmailOf: this.#alias } : operand;
  }

  #each(field: FieldBase): Operand {
    const column = { column: field.name, origin: this.#origin(field) };
    const alias = this.#scope.join(`${this.#alias}.${field.name}:each`, (of) => ({
      kind: "items",
      alias: of,
      of: { alias: this.#alias, ...column },
    }));
    if (isMultiple(field)) this.#yieldsSeveral = true;
    const allAlias = this.#nextAllAlias();
    this.#allJoins.push({ kind: "items", alias: allAlias, of: { alias: this.#allAlias, ...column } });
    const item = (of: string): Value => ({ kind: "item", alias: of, of: column.origin });
    return this.#operand(item(alias), item(allAlias), "auto");
  }

  #jsonPath(field: FieldBase, keys: readonly string[]): Operand {
    const json = this.#json(field, formatJsonPath(keys));
    return this.#operand(json(this.#alias), json(this.#allAlias), "exact");
  }

  #json(field: FieldBase, path: string): (alias: string) => Value {
    const origin = this.#origin(field);
    return (alias) => ({ kind: "json", alias, column: field.name, path, origin });
  }

  #origin(field: FieldBase): ColumnOrigin {
    const isUnsaved = this.#scope.isUnsaved && this.#alias === this.#scope.baseAlias;
    if (!isUnsaved) return originOf(this.#collection, field);
    return { kind: columnKind(field), from: this.#scope.isGone ? "gone" : "unsaved" };
  }

  #column(field: FieldBase, alias: string): ColumnValue {
    const origin = this.#origin(field);
    const isTyped = origin.from === "table";
    const isNullable = !(this.#alias === this.#scope.baseAlias && alias === this.#alias && isTyped);
    return {
      kind: "column",
      alias,
      column: field.name,
      origin,
      type: isTyped ? columnType(field) : "other",
      isNullable,
      indexSkipsEmpty: isTyped && hasIndexWithoutEmpty(this.#collection, field.name),
    };
  }

  #operand(value: Value, allValue: Value, nulls: NullHandling): Operand {
    const { baseAlias: outerAlias, baseTable: table, isJoined } = this.#scope;
    const again = isJoined ? { table, alias: AGAIN } : null;
    const all = { outerAlias, again, joins: this.#allJoins, value: allValue };
    return { value, nulls, all: this.#yieldsSeveral ? all : null, publicEmailOf: null };
  }

  #checkVisible(field: FieldBase): void {
    if (field.hidden && !this.#scope.allowsHidden) throw new RuleError(`${field.name} is hidden`);
  }

  #nextAllAlias(): string {
    return `__m${this.#allJoins.length}`;
  }
}

function equal(left: OriginatedColumn, right: JoinSide): JoinCondition {
  return { kind: "equal", left, right };
}

/** As the email index of auth collections: `… ON users (email) WHERE email != ''`. */
function hasIndexWithoutEmpty({ indexes }: Collection, column: string): boolean {
  return indexes.some((sql) => {
    const index = parseIndex(sql);
    if (index === null || index.columns[0]?.name !== column) return false;
    return index.where.replaceAll(/[`"[\]\s]/g, "").replace("<>", "!=") === `${column}!=''`;
  });
}

/** `["a", "0", "b"]` as `a[0].b`. Colons, which only modifiers have, are dropped. */
function formatJsonPath(keys: readonly string[]): string {
  let path = "";
  for (const [index, raw] of keys.entries()) {
    const key = raw.replaceAll(":", "");
    if (key === "") throw new RuleError("an empty key in a json path");
    if (/^\d{1,18}$/.test(raw)) path += `[${key}]`;
    else path += index > 0 ? `.${key}` : key;
  }
  return path;
}
