import type { ReadOptions, StoredBlob } from "./blob-store.ts";
import { cacheCounts } from "./cache-counts.ts";
import { LruMap } from "./lru-map.ts";

/** Thumbs and pictures of pages; what is larger comes from the disk's own cache as well. */
const MAX_CONTENT_BYTES = 128 * 1024;
/** 16 MiB at most. */
const MAX_CONTENTS = 128;
const MAX_BLOBS = 10_000;
/**
 * Other processes may delete files. What is served belongs to records that exist at that moment, so the disk need not be
 * asked for every request.
 */
const MAX_AGE_MS = 1000;

interface Recent {
  readonly blob: StoredBlob;
  readonly readAtMs: number;
}

/** What was read a moment ago: a file that many ask for is looked up once a second, and read once if it is small. */
export class RecentBlobs {
  readonly #read: (key: string) => Promise<StoredBlob | null>;
  readonly #blobs = new LruMap<string, Recent>(MAX_BLOBS);
  readonly #contents = new LruMap<string, { readonly version: string; readonly content: Blob }>(MAX_CONTENTS);
  /** Changes with every write and delete, so that nothing read before is kept after. */
  #changes = 0;

  constructor(read: (key: string) => Promise<StoredBlob | null>) {
    this.#read = read;
  }

  async read(key: string, { isFresh = false }: ReadOptions = {}): Promise<StoredBlob | null> {
    const recent = this.#blobs.get(key);
    if (!isFresh && recent !== undefined && performance.now() - recent.readAtMs < MAX_AGE_MS) {
      cacheCounts.files.hits += 1;
      return recent.blob;
    }
    cacheCounts.files.misses += 1;
    const changes = this.#changes;
    const readAtMs = performance.now();
    const found = await this.#read(key);
    if (found === null || found.size > MAX_CONTENT_BYTES) return this.#remember(key, found, { changes, readAtMs });
    const blob = { ...found, open: this.#openSmall(key, found, changes) };
    return this.#remember(key, blob, { changes, readAtMs });
  }

  forget(key: string): void {
    this.#changes += 1;
    this.#blobs.delete(key);
    this.#contents.delete(key);
  }

  forgetAll(): void {
    this.#changes += 1;
    this.#blobs.clear();
    this.#contents.clear();
  }

  #remember(key: string, blob: StoredBlob | null, since: { changes: number; readAtMs: number }): StoredBlob | null {
    if (since.changes !== this.#changes) return blob;
    if (blob !== null) this.#blobs.set(key, { blob, readAtMs: since.readAtMs });
    // Another process has deleted it.
    else this.#blobs.delete(key);
    return blob;
  }

  #openSmall(key: string, found: StoredBlob, changes: number): StoredBlob["open"] {
    const version = `${found.size} ${found.modified.getTime()}`;
    return async (range) => {
      const known = this.#contents.get(key);
      let content = known?.version === version ? known.content : null;
      if (content === null) {
        content = new Blob([await new Response(await found.open()).bytes()]);
        if (changes === this.#changes) this.#contents.set(key, { version, content });
      }
      return range === undefined ? content : content.slice(range.start, range.end);
    };
  }
}
