import { ClientResponseError } from "pocketbase";
import { client } from "./client.ts";
import { toProblem } from "./problem.ts";

/** Enough to keep the server busy, few enough that others are served too. */
const AT_ONCE = 6;
/** So many fit into the time that the server gives a batch. */
const BATCH_AT_MOST = 50;
const PROGRESS_MS = 120;

export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface ManyOptions {
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

type Values = Readonly<Record<string, unknown>>;

/** One of many changes. The `key` says which, where something goes wrong. */
export type RecordChange = { readonly key: string } & (
  | { readonly kind: "update"; readonly id: string; readonly body: Values }
  | { readonly kind: "delete"; readonly id: string }
  | { readonly kind: "create"; readonly body: Values }
  /** Updates the record with the id of the body, or creates it. */
  | { readonly kind: "upsert"; readonly body: Values }
);

export interface ManyResult {
  /** By their keys. */
  readonly done: readonly string[];
  /** What went wrong, by key. */
  readonly failed: ReadonlyMap<string, string>;
}

/**
 * Makes the changes; one that fails does not stop the others. Where the server allows batches they are sent many at a time, else one by
 * one, some at once.
 */
export async function changeRecords(
  collection: string,
  changes: readonly RecordChange[],
  { onProgress, signal }: ManyOptions,
): Promise<ManyResult> {
  const done: string[] = [];
  const failed = new Map<string, string>();
  let told = 0;
  const tell = (): void => {
    const now = performance.now();
    if (now - told < PROGRESS_MS) return;
    told = now;
    onProgress({ done: done.length + failed.size, total: changes.length });
  };
  const single = async (change: RecordChange): Promise<void> => {
    try {
      await changeOne(collection, change);
      done.push(change.key);
    } catch (error) {
      failed.set(change.key, wordsOf(error));
    }
    tell();
  };
  const singles = async (some: readonly RecordChange[]): Promise<void> => {
    const waiting = some.values();
    const worker = async (): Promise<void> => {
      for (const change of waiting) {
        if (signal.aborted) return;
        await single(change);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };
  const size = await batchSize(changes);
  if (size < 2) {
    await singles(changes);
    return { done, failed };
  }
  for (let start = 0; start < changes.length && !signal.aborted; start += size) {
    const some = changes.slice(start, start + size);
    try {
      await sendBatch(collection, some);
      done.push(...some.map(({ key }) => key));
    } catch (error) {
      // Without an answer nobody knows whether they were made: to send them again could make them twice.
      if (error instanceof ClientResponseError && error.status === 0) {
        for (const { key } of some) failed.set(key, wordsOf(error));
      } else await singles(some);
    }
    tell();
  }
  return { done, failed };
}

/** How many changes a batch may have; 0 where there can be none. */
async function batchSize(changes: readonly RecordChange[]): Promise<number> {
  // Each password takes so long to hash that a batch would run out of time; by themselves they are hashed at once.
  if (changes.length < 2 || changes.some((change) => "body" in change && "password" in change.body)) return 0;
  try {
    const { batch } = (await client.settings.getAll({ fields: "batch" })) as {
      batch?: { enabled: boolean; maxRequests: number };
    };
    return batch?.enabled === true ? Math.min(BATCH_AT_MOST, batch.maxRequests) : 0;
  } catch {
    return 0;
  }
}

async function sendBatch(collection: string, changes: readonly RecordChange[]): Promise<void> {
  const batch = client.createBatch();
  const records = batch.collection(collection);
  for (const change of changes) {
    if (change.kind === "update") records.update(change.id, { ...change.body });
    else if (change.kind === "delete") records.delete(change.id);
    else if (change.kind === "create") records.create({ ...change.body });
    else records.upsert({ ...change.body });
  }
  await batch.send();
}

async function changeOne(collection: string, change: RecordChange): Promise<void> {
  const records = client.collection(collection);
  if (change.kind === "update") await records.update(change.id, { ...change.body });
  else if (change.kind === "delete") await records.delete(change.id);
  else if (change.kind === "upsert" && (await exists(collection, String(change.body["id"])))) {
    await records.update(String(change.body["id"]), { ...change.body });
  } else await records.create({ ...change.body });
}

async function exists(collection: string, id: string): Promise<boolean> {
  const options = { filter: client.filter("id={:id}", { id }), fields: "id", skipTotal: true };
  return (await client.collection(collection).getList(1, 1, options)).items.length > 0;
}

function wordsOf(error: unknown): string {
  const { message, fields } = toProblem(error);
  return [message, ...Object.entries(fields).map(([name, why]) => `${name}: ${why}`)].join(" ");
}
