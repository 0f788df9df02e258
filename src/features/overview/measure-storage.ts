import type { DatabaseSize } from "../../database/engine.ts";
import { formatDate } from "../../lib/dates.ts";
import type { BlobStore, ListedBlob } from "../../lib/blob-store.ts";
import type { Context } from "../../model/context.ts";

/** Where PostgreSQL is away for a while, all the other figures are wanted most. */
const DATABASES_LIMIT_MS = 2_000;
/** Files beyond are not measured: a bucket takes a request for each thousand. */
const MAX_FILES = 100_000;
const KEPT_MS = 10 * 60 * 1000;
const WAIT_MS = 300;

export interface FilesSize {
  readonly bytes: number;
  readonly files: number;
  /** False where there are more files than were measured. */
  readonly isComplete: boolean;
}

/** The files of records, by the id of their collection: that is the first folder of their keys. */
export interface RecordFilesSize extends FilesSize {
  readonly folders: ReadonlyMap<string, Pick<FilesSize, "bytes" | "files">>;
}

export interface BackupsFound extends FilesSize {
  readonly latest: string;
}

/** Data, then logs; none where one can't be asked, or does not answer in time. */
export async function measureDatabases({ database, auxiliary, log }: Context): Promise<readonly DatabaseSize[]> {
  const late = Bun.sleep(DATABASES_LIMIT_MS).then(() => []);
  try {
    return await Promise.race([Promise.all([database.measure(), auxiliary.measure()]), late]);
  } catch (error) {
    log.warn("the databases could not be measured", { error: String(error) });
    return [];
  }
}

/** Null where the store can't be read. */
export async function findBackups({ backups }: Context): Promise<BackupsFound | null> {
  let latestMs = 0;
  const size = await measure(backups, ({ modified }) => (latestMs = Math.max(latestMs, modified.getTime())));
  return size === null ? null : { ...size, latest: latestMs === 0 ? "" : formatDate(new Date(latestMs)) };
}

/** A bucket takes a request for each look, and Prometheus looks every few seconds. */
const BACKUPS_KEPT_MS = 60_000;
const recent = new WeakMap<
  Context["backups"],
  { readonly found: Promise<BackupsFound | null>; readonly atMs: number }
>();

/** The same, at most a minute old; null too where that takes longer than the limit. One look at a time is under way. */
export async function findRecentBackups(context: Context, limitMs: number): Promise<BackupsFound | null> {
  const known = recent.get(context.backups);
  let found = known?.found;
  if (known === undefined || found === undefined || performance.now() - known.atMs > BACKUPS_KEPT_MS) {
    found = findBackups(context);
    recent.set(context.backups, { found, atMs: performance.now() });
  }
  return Promise.race([found, Bun.sleep(limitMs).then(() => null)]);
}

/** Measures the files of records. They are looked at anew after a while only, whoever asks. */
export class FilesMeter {
  #known: { readonly size: RecordFilesSize | null; readonly atMs: number } | null = null;
  #measuring: Promise<void> | null = null;

  /** Waits a moment for what is measured anew. Null until it was measured once, and where the store can't be read. */
  async size({ files }: Context): Promise<RecordFilesSize | null> {
    if (this.#known === null || Date.now() - this.#known.atMs > KEPT_MS) {
      this.#measuring ??= this.#measure(files);
      await Promise.race([this.#measuring, Bun.sleep(WAIT_MS)]);
    }
    return this.#known?.size ?? null;
  }

  async #measure(store: BlobStore): Promise<void> {
    const folders = new Map<string, { bytes: number; files: number }>();
    const size = await measure(store, (blob) => {
      const [folder = ""] = blob.key.split("/");
      const { bytes, files } = folders.get(folder) ?? { bytes: 0, files: 0 };
      folders.set(folder, { bytes: bytes + blob.size, files: files + 1 });
    });
    this.#known = { size: size === null ? null : { ...size, folders }, atMs: Date.now() };
    this.#measuring = null;
  }
}

async function measure(store: BlobStore, see: (blob: ListedBlob) => void = () => undefined): Promise<FilesSize | null> {
  let [bytes, files] = [0, 0];
  try {
    for await (const blob of store.list("")) {
      if (files === MAX_FILES) return { bytes, files, isComplete: false };
      bytes += blob.size;
      files += 1;
      see(blob);
    }
  } catch {
    return null;
  }
  return { bytes, files, isComplete: true };
}
