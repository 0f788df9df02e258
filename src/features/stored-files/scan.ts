import type { BlobStore, ListedBlob } from "../../lib/blob-store.ts";

/** A client that goes on has asked for the next page by then. */
const KEPT_MS = 60_000;
const MAX_KEPT = 4;
/** A page ends after that long, however few files it has. */
const PAGE_MS = 2000;

interface Kept {
  readonly id: string;
  readonly files: AsyncIterator<ListedBlob>;
  readonly untilMs: number;
}

export interface ScanPage {
  readonly files: readonly ListedBlob[];
  /** The key after which the next page begins; null on the last. */
  readonly next: string | null;
}

export interface ScanFrom {
  readonly prefix: string;
  /** "" for the first page. */
  readonly after: string;
  readonly limit: number;
}

/**
 * Reads a store page by page. A list that a page left unfinished goes on with the next page; where it is not kept any more, the
 * store is listed anew from there.
 */
export class StoreScan {
  #kept: readonly Kept[] = [];

  async page(store: BlobStore, { prefix, after, limit }: ScanFrom): Promise<ScanPage> {
    const iterator =
      this.#take(idOf(prefix, after)) ?? store.list(prefix, after === "" ? undefined : after)[Symbol.asyncIterator]();
    const endMs = performance.now() + PAGE_MS;
    const files: ListedBlob[] = [];
    while (files.length < limit && (files.length === 0 || performance.now() < endMs)) {
      const { done, value } = await iterator.next();
      if (done === true) return { files, next: null };
      files.push(value);
    }
    const next = files.at(-1)?.key ?? "";
    this.#keep({ id: idOf(prefix, next), files: iterator, untilMs: Date.now() + KEPT_MS });
    return { files, next };
  }

  #take(id: string): AsyncIterator<ListedBlob> | null {
    const found = this.#kept.find((one) => one.id === id && one.untilMs > Date.now());
    this.#kept = this.#kept.filter((one) => one !== found);
    return found?.files ?? null;
  }

  #keep(kept: Kept): void {
    const current = this.#kept.filter(({ untilMs }) => untilMs > Date.now());
    this.#kept = [...current, kept].slice(-MAX_KEPT);
  }
}

function idOf(prefix: string, after: string): string {
  return JSON.stringify([prefix, after]);
}
