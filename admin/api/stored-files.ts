import { client } from "./client.ts";

export const ORPHAN_REASONS = ["noCollection", "noRecord", "noValue"] as const;
export type OrphanReason = (typeof ORPHAN_REASONS)[number];

export interface StoredFile {
  readonly key: string;
  readonly size: number;
  readonly modified: string;
  readonly collection: string | null;
  readonly record: string | null;
  /** Of thumbs that of the original. */
  readonly name: string | null;
  readonly isThumb: boolean;
  readonly field: string | null;
  /** Why it belongs to no record; null where it does. */
  readonly orphan: OrphanReason | null;
}

interface StoredFilesPage {
  readonly files: readonly StoredFile[];
  readonly next: string | null;
}

const PER_PAGE = 1000;
/** The server takes no more keys at once. */
const KEYS_AT_ONCE = 200;

/** The files after a key of the store; "" for the first page. */
export function loadStoredFiles(after: string, signal: AbortSignal): Promise<StoredFilesPage> {
  const query = { after, limit: PER_PAGE };
  return client.send<StoredFilesPage>("/api/stored-files", { method: "GET", query, signal });
}

interface Removal {
  readonly removed: readonly string[];
  readonly kept: readonly { readonly key: string; readonly reason: string }[];
}

/** Deletes orphans some at a time, until the signal; gives what the server did with each of them. */
export async function* removeOrphans(keys: readonly string[], signal: AbortSignal): AsyncGenerator<Removal> {
  for (let start = 0; start < keys.length && !signal.aborted; start += KEYS_AT_ONCE) {
    const body = { keys: keys.slice(start, start + KEYS_AT_ONCE) };
    yield await client.send<Removal>("/api/stored-files/remove-orphans", { method: "POST", body });
  }
}
