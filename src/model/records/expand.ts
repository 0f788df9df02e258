import { isSuperuser } from "./is-superuser.ts";
import type { Collection } from "../collections/collection.ts";
import { findUniqueIndex } from "../collections/index-definition.ts";
import type { Context } from "../context.ts";
import { isMultiple } from "../fields/registry.ts";
import type { RelationField } from "../fields/relation.ts";
import { textsOf } from "../fields/text-list.ts";
import type { RequestInfo } from "../request-info.ts";
import type { ExpandBudget } from "./expand-budget.ts";
import { parseBackRelation, type ExpandTree } from "./expand-paths.ts";
import { findBackRelatedIds } from "./back-relations.ts";
import type { RecordModel } from "./record.ts";
import { recordFields } from "./record-fields.ts";
import { recordFromRow } from "./record-values.ts";
import { findVisibleRows } from "./visible-rows.ts";

/** What expanding needs to know of the request; `enrich` runs for the related records of a level before they go deeper. */
export interface ExpandScope {
  readonly context: Context;
  readonly request: RequestInfo;
  readonly enrich: (records: readonly RecordModel[]) => Promise<void>;
  readonly budget: ExpandBudget;
  /** Whether nobody changes the values of the related records. Default: false. */
  readonly isShared?: boolean;
}

/** As deep as PocketBase goes; what lies deeper is left out. */
const MAX_DEPTH = 6;

/**
 * Expands records of one collection, with one query a relation and level for all of them. Like PocketBase, a path of which
 * any part does not exist or may not be seen expands nothing.
 * Resolves to whether some path was good.
 */
export async function expandRecords(
  scope: ExpandScope,
  records: readonly RecordModel[],
  { tree, depth = 1 }: { tree: ExpandTree; depth?: number },
): Promise<boolean> {
  if (records.length === 0 || depth > MAX_DEPTH) return true;
  let isGood = false;
  for (const [relation, rest] of tree) {
    isGood = (await expandRelation(scope, records, { relation, rest, depth })) || isGood;
  }
  return isGood;
}

interface Step {
  readonly relation: string;
  readonly rest: ExpandTree;
  readonly depth: number;
}

async function expandRelation(scope: ExpandScope, records: readonly RecordModel[], step: Step): Promise<boolean> {
  const { context, request, budget } = scope;
  const { relation, rest, depth } = step;
  const [first] = records;
  const target = first && findTarget(scope, first.collection, relation);
  if (!target) return false;
  const { collection } = target;
  if (collection.viewRule === null && !isSuperuser(request.auth)) return false;
  const idsOf = await target.relatedIds(records);
  const ids = new Set<string>();
  await budget.each(records, (record) => {
    const found = idsOf(record);
    budget.follow(found.length);
    for (const id of found) ids.add(id);
  });
  const rule = isSuperuser(request.auth) ? "" : (collection.viewRule ?? "");
  const rows = await findVisibleRows(context, { collection, ids: [...ids], rule, request, turns: budget });
  const related: RecordModel[] = [];
  // Hooks may change the values.
  const hasHooks = context.hooks.onRecordEnrich.concerns(recordFields(collection).tags);
  await budget.each(rows, (known) => {
    const record = scope.isShared === true ? known.record() : recordFromRow(collection, known.row);
    if (!hasHooks) record.known = known;
    related.push(record);
  });
  await scope.enrich(related);
  if (rest.size > 0 && !(await expandRecords(scope, related, { tree: rest, depth: depth + 1 }))) return false;
  const byId = new Map(related.map((record) => [record.id, record]));
  await budget.each(records, (record) => {
    record.expand ??= {};
    const found = idsOf(record).flatMap((id) => byId.get(id) ?? []);
    const [one] = found;
    if (one !== undefined) record.expand[relation] = target.isMultiple ? found : one;
  });
  return true;
}

interface Target {
  /** Where the related records are. */
  readonly collection: Collection;
  readonly isMultiple: boolean;
  readonly relatedIds: (records: readonly RecordModel[]) => Promise<(record: RecordModel) => readonly string[]>;
}

function findTarget({ context, budget }: ExpandScope, from: Collection, relation: string): Target | null {
  const collections = context.collections.current();
  const back = parseBackRelation(relation);
  if (back !== null) {
    const collection = collections.find(back.collection);
    const field = collection && findRelationField(collection, back.field);
    if (!collection || field?.collectionId !== from.id) return null;
    return {
      collection,
      isMultiple: findUniqueIndex(collection.indexes, field.name) === undefined,
      async relatedIds(records) {
        const ids = records.map(({ id }) => id);
        const related = await findBackRelatedIds(context, { collection, field, ids, budget });
        return ({ id }) => related.get(id) ?? [];
      },
    };
  }
  const field = findRelationField(from, relation);
  const collection = field && collections.byId(field.collectionId);
  if (!collection) return null;
  return {
    collection,
    isMultiple: isMultiple(field),
    relatedIds: () => Promise.resolve((record) => textsOf(record.values[field.name])),
  };
}

function findRelationField(collection: Collection, name: string): RelationField | undefined {
  const field = collection.fields.find((candidate) => candidate.name === name);
  return field?.type === "relation" ? (field as RelationField) : undefined;
}
