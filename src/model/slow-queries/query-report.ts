// The slowest queries, with the indexes that would help them, and the indexes that help none.
//
// Made when a superuser asks: `/api/slow-queries`, the overview's advice and `baobox advise`. What is known of each statement is stored
// (`query-store.ts`); how it runs now is asked of the database, so what an index has mended since is seen at once.
import type { Engine } from "../../database/engine.ts";
import type { StatementAdvice } from "../../database/statement-watch.ts";
import type { CollectionSnapshot } from "../collections/collection.ts";
import { parseIndex } from "../collections/index-definition.ts";
import { collectProposals, type IndexProposal } from "./index-proposals.ts";
import { listIndexes, listQueries, type StoredIndex, type StoredQuery, watchIndexes } from "./query-store.ts";

/** Advice for one takes some milliseconds. */
const MAX_SHOWN = 100;
const MAX_LISTED = 200;
/** How long advice for a statement is taken for true while the collections stay the same. */
const ADVICE_VALID_MS = 60_000;

export interface ReportSources {
  readonly database: Engine;
  readonly auxiliary: Engine;
  readonly collections: CollectionSnapshot;
}

export interface SlowQuery extends StoredQuery {
  /** Null for statements that belong to no collection. */
  readonly collectionName: string | null;
  readonly now: StatementAdvice;
  /** Whether it uses other indexes now than when these figures were counted. */
  readonly isChanged: boolean;
}

export interface OwnIndex extends StoredIndex {
  readonly collection: string;
}

export interface QueryReport {
  /** The costliest first. */
  readonly queries: readonly SlowQuery[];
  readonly proposals: readonly IndexProposal[];
  readonly unused: readonly OwnIndex[];
  /** Since when one of them is watched; null where there are none. */
  readonly watchedSince: string | null;
}

interface KnownAdvice {
  readonly advice: StatementAdvice | null;
  readonly atMs: number;
}

const knownAdvice = new WeakMap<CollectionSnapshot, Map<string, KnownAdvice>>();

/** Null where the engine can't tell. */
export async function reportQueries(sources: ReportSources): Promise<QueryReport | null> {
  const { database, auxiliary, collections } = sources;
  if (database.watch === null) return null;
  const queries: SlowQuery[] = [];
  for (const stored of await listQueries(auxiliary, MAX_LISTED)) {
    if (queries.length === MAX_SHOWN) break;
    const now = await adviceFor(sources, stored.sql);
    if (now === null) continue;
    const collection = collections.byId(stored.collection);
    const isChanged = JSON.stringify(now.indexes) !== JSON.stringify(stored.indexes);
    queries.push({ ...stored, collectionName: collection?.name ?? null, now, isChanged });
  }
  await watchIndexes(auxiliary, await database.watch.plainIndexes());
  const own = ownIndexes(await listIndexes(auxiliary), collections);
  return {
    queries,
    proposals: await collectProposals(sources, queries),
    unused: own.filter(({ lastUsed }) => lastUsed === ""),
    watchedSince: own.map(({ since }) => since).toSorted()[0] ?? null,
  };
}

/** Null for a statement that can't be run any more, because its collection or a field is gone. */
async function adviceFor({ database, collections }: ReportSources, sql: string): Promise<StatementAdvice | null> {
  let known = knownAdvice.get(collections);
  if (known === undefined) knownAdvice.set(collections, (known = new Map()));
  const now = performance.now();
  const before = known.get(sql);
  if (before !== undefined && now - before.atMs < ADVICE_VALID_MS) return before.advice;
  if (known.size > MAX_LISTED) known.clear();
  const advice = await database.watch?.advise(sql).catch(() => null);
  known.set(sql, { advice: advice ?? null, atMs: now });
  return advice ?? null;
}

/** Those of collections that users made: the others are the system's. Unique ones are not watched. */
function ownIndexes(indexes: readonly StoredIndex[], collections: CollectionSnapshot): OwnIndex[] {
  const watched = new Map(indexes.map((index) => [index.name.toLowerCase(), index]));
  return collections.all.flatMap((collection) => {
    if (collection.system) return [];
    return collection.indexes.flatMap((sql) => {
      const found = watched.get(parseIndex(sql)?.indexName.toLowerCase() ?? "");
      return found === undefined ? [] : [{ ...found, sql, collection: collection.name }];
    });
  });
}
