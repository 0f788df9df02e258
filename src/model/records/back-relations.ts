import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import { isMultiple } from "../fields/registry.ts";
import type { RelationField } from "../fields/relation.ts";
import type { ExpandBudget } from "./expand-budget.ts";
import { paddedIds } from "../../database/in-list.ts";

/** So many records at most are found behind each record. */
const MAX_PER_RECORD = 1000;
/** Beyond so many in all, each record is asked for on its own, so that the limit can be kept for each. */
const MAX_TOGETHER = 10_000;

const LISTS = { kind: "jsonArray", from: "table" } as const;

interface BackRelation {
  /** The collection whose records refer to others. */
  readonly collection: Collection;
  /** Its relation field. */
  readonly field: RelationField;
  /** The records that are referred to. */
  readonly ids: readonly string[];
  readonly budget: ExpandBudget;
}

/** The ids of the records that refer to each of `ids`, in the database's order. */
export async function findBackRelatedIds(context: Context, relation: BackRelation): Promise<Map<string, string[]>> {
  const pairs = await findPairs(context, relation, MAX_TOGETHER + 1);
  if (pairs.length <= MAX_TOGETHER) return grouped(pairs);
  const found: Pair[] = [];
  for (const id of relation.ids) {
    const own = await findPairs(context, { ...relation, ids: [id] }, MAX_PER_RECORD);
    relation.budget.lookUp(own.length);
    found.push(...own);
    await relation.budget.pause();
  }
  return grouped(found);
}

interface Pair {
  readonly id: string;
  readonly target: string;
}

async function findPairs(context: Context, { collection, field, ids }: BackRelation, limit: number): Promise<Pair[]> {
  const { dialect } = context.connection;
  const { expressions } = dialect;
  const parameters = paddedIds(ids);
  const targets = parameters.map((_id, index) => expressions.placeholder(index + 1)).join(",");
  const table = dialect.quote(collection.name);
  const column = `${table}.${dialect.quote(field.name)}`;
  const id = `${table}.${dialect.quote("id")}`;
  const isList = isMultiple(field);
  const target = isList ? `items.${dialect.quote("value")}` : column;
  const from = isList ? `${table}, ${expressions.items(column, LISTS)} AS items` : table;
  const where = `${expressions.deadline(id)} AND ${target} IN (${targets})`;
  const narrowed = isList && collection.type !== "view" ? expressions.andHasAnyItem(column, targets) : "";
  const order = expressions.orderBy([], collection.type === "view" ? null : expressions.rowId(table));
  const page = expressions.paging(expressions.placeholder(parameters.length + 1), "0");
  const sql = `SELECT ${id} AS id, ${target} AS target FROM ${from} WHERE ${where}${narrowed}${order} ${page}`;
  return context.connection.all<Pair>(sql, [...parameters, limit]);
}

function grouped(pairs: readonly Pair[]): Map<string, string[]> {
  const byTarget = new Map<string, Set<string>>();
  for (const { id, target } of pairs) {
    const ids = byTarget.get(target) ?? new Set();
    if (ids.size < MAX_PER_RECORD) byTarget.set(target, ids.add(id));
  }
  return new Map([...byTarget].map(([target, ids]) => [target, [...ids]]));
}
