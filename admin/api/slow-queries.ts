import type { CollectionModel } from "pocketbase";
import { client } from "./client.ts";
import { loadCollections } from "./collections.ts";

export interface PlanProblem {
  readonly kind: string;
  readonly table: string | null;
}

export interface SlowQuery {
  readonly id: string;
  /** `list`, `count`, `view`, `check` (of a rule), or `sql` for what belongs to no collection. */
  readonly kind: string;
  readonly collection: string | null;
  /** With `?` for each value. */
  readonly filter: string;
  readonly rule: string;
  readonly sort: string;
  readonly sql: string;
  readonly runs: number;
  readonly totalMs: number;
  readonly averageMs: number;
  readonly longestMs: number;
  readonly scannedRows: number | null;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Whether it uses other indexes now than when this was counted. */
  readonly isChanged: boolean;
  readonly now: {
    readonly problems: readonly PlanProblem[];
    readonly obstacles: readonly string[];
    readonly plan: string;
  };
  /** The names of the proposed indexes that would help it. */
  readonly proposals: readonly string[];
}

export interface ProposedIndex {
  readonly collection: string;
  readonly name: string;
  readonly index: string;
  readonly columns: readonly string[];
  readonly tableRows: number;
  readonly rowsOfValue: number | null;
  readonly against: readonly string[];
  readonly queries: readonly string[];
  readonly totalMs: number;
}

export interface UnusedIndex {
  readonly collection: string;
  readonly name: string;
  readonly index: string;
  readonly since: string;
}

export interface SlowQueries {
  readonly isWatched: boolean;
  /** "" where there are no indexes but unique ones. */
  readonly watchedSince: string;
  readonly queries: readonly SlowQuery[];
  readonly proposals: readonly ProposedIndex[];
  readonly unused: readonly UnusedIndex[];
}

const PATH = "/api/slow-queries";

export function loadSlowQueries(): Promise<SlowQueries> {
  return client.send<SlowQueries>(PATH, { method: "GET" });
}

export async function forgetSlowQueries(): Promise<void> {
  await client.send(PATH, { method: "DELETE" });
}

/** As in the editor of the collection: checked, with a migration where these are written. */
export async function addIndex({ collection, index }: Pick<ProposedIndex, "collection" | "index">): Promise<void> {
  await changeIndexes(collection, (indexes) => [...indexes, index]);
}

/** One that is gone already is no error. */
export async function removeIndex({ collection, index }: Pick<ProposedIndex, "collection" | "index">): Promise<void> {
  await changeIndexes(collection, (indexes) => indexes.filter((one) => one !== index));
}

async function changeIndexes(name: string, change: (indexes: readonly string[]) => readonly string[]): Promise<void> {
  // As it is now: someone else may have changed it since the page was loaded.
  const { id, indexes } = await client.collections.getOne<CollectionModel>(name);
  await client.collections.update(id, { indexes: change(indexes) });
  await loadCollections();
}
