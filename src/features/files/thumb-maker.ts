import type { BlobStore } from "../../lib/blob-store.ts";
import { ImageError } from "../../lib/image/image-format.ts";
import type { ImageFormat } from "../../lib/image/image-format.ts";
import { resizeImage } from "../../lib/image/resize-image.ts";
import type { ThumbSize } from "../../lib/image/thumb-size.ts";
import { LruMap } from "../../lib/lru-map.ts";

/** A version of an image that may have to be made first. */
export interface Thumb {
  readonly originalKey: string;
  readonly key: string;
  readonly contentType: string;
  /** Null: as large as the original. */
  readonly size: ThumbSize | null;
  /** Null: as the original. */
  readonly format: ImageFormat | null;
}

/** Asked for by `?format=`, which PocketBase doesn't have. */
export const OUTPUT_FORMATS = ["webp", "avif"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

const MAX_WAITING = 200;
const MAX_REMEMBERED_FAILURES = 1000;

const makers = new WeakMap<BlobStore, ThumbMaker>();

/** One for each store, so that all requests know of each other. */
export function thumbMakerOf(files: BlobStore): ThumbMaker {
  let maker = makers.get(files);
  if (maker === undefined) makers.set(files, (maker = new ThumbMaker(files)));
  return maker;
}

/** Makes thumbs, each once however many ask for it at the same time, and few at a time: each takes memory and a processor. */
export class ThumbMaker {
  readonly #files: BlobStore;
  readonly #pending = new Map<string, Promise<void>>();
  /** AVIF takes seconds, for which others need not wait. */
  readonly #lanes = { quick: new Lane(2), slow: new Lane(1) };
  /** Stored files never change, so neither does what is wrong with them. */
  readonly #failures = new LruMap<string, ImageError>(MAX_REMEMBERED_FAILURES);

  constructor(files: BlobStore) {
    this.#files = files;
  }

  /** Resolves when the thumb is stored. Rejects where it can't be made or too many wait. */
  make(thumb: Thumb): Promise<void> {
    const failure = this.#failures.get(thumb.key);
    if (failure !== undefined) return Promise.reject(failure);
    let work = this.#pending.get(thumb.key);
    if (work === undefined) {
      work = this.#run(thumb).finally(() => this.#pending.delete(thumb.key));
      this.#pending.set(thumb.key, work);
    }
    return work;
  }

  async #run(thumb: Thumb): Promise<void> {
    const lane = thumb.format === "avif" ? this.#lanes.slow : this.#lanes.quick;
    try {
      await lane.run(() => this.#create(thumb));
    } catch (error) {
      if (error instanceof ImageError) this.#failures.set(thumb.key, error);
      throw error;
    }
  }

  async #create({ originalKey, key, contentType, size, format }: Thumb): Promise<void> {
    const original = await this.#files.read(originalKey);
    if (original === null) throw new Error("the original file does not exist");
    const content = await original.open();
    const image = content instanceof Blob ? content : await new Response(content).blob();
    const thumb = await resizeImage(image, { size, format });
    await this.#files.write(key, new Blob([thumb as BlobPart]), { contentType, originalName: "" });
    // Its record may have been deleted meanwhile, with all thumbs that were there then, also by another process.
    if ((await this.#files.read(originalKey, { isFresh: true })) === null) await this.#files.delete(key);
  }
}

/** Work of which only a few go on at a time; the others wait in a row. */
class Lane {
  readonly #maxAtOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(maxAtOnce: number) {
    this.#maxAtOnce = maxAtOnce;
  }

  /** Rejects without running it where too many wait. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#takeTurn();
    try {
      return await work();
    } finally {
      // The turn goes over to who waits longest.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #takeTurn(): Promise<void> {
    if (this.#running < this.#maxAtOnce) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING)
      throw new Error(`more than ${MAX_WAITING} thumbs are waiting to be created`);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    await promise;
  }
}
