import type { BlobStore, Leftover } from "../../lib/blob-store.ts";
import { createLocalBlobStore } from "../../lib/local-blob-store.ts";
import { createS3BlobStore } from "../../lib/s3/s3-blob-store.ts";
import type { Tracing } from "../../lib/tracing.ts";
import type { StoreMeter } from "../../lib/work-meter.ts";
import type { S3Settings } from "./settings.ts";

export interface ConfiguredStoreOptions {
  /** Where the files are unless a bucket is enabled. */
  readonly folder: string;
  /** Files in the folder are for the user that runs the server alone. */
  readonly isPrivate: boolean;
  /** As the settings are at the moment. */
  readonly s3: () => S3Settings;
  readonly meter: StoreMeter;
  readonly tracing: Tracing | null;
  /** Hears of what a failed write left in a bucket. */
  readonly onLeftover: (leftover: Leftover) => void;
  /** Every write waits for it. */
  readonly beforeWrite: (key: string) => Promise<void> | void;
}

export interface ConfiguredStore extends BlobStore, Disposable {
  /** Tells the places apart where the files may be: no other has the same text. */
  place(): string;
  abortUploads(key: string, uploadId: string | null): Promise<void>;
}

/** A store that follows the settings while the server runs. Nothing is moved: both use the same keys. */
export function createConfiguredStore(options: ConfiguredStoreOptions): ConfiguredStore {
  const { folder, isPrivate, s3, meter, tracing, onLeftover, beforeWrite } = options;
  const local = createLocalBlobStore(folder, { isPrivate });
  let bucket: { settings: S3Settings; store: BlobStore & Disposable } | null = null;

  const current = (): BlobStore => {
    const settings = s3();
    if (bucket?.settings === settings) return bucket.store;
    if (!settings.enabled) return local;
    // What reads through the client before ends with it; connections that are idle close by themselves.
    const isSame = bucket !== null && Bun.deepEquals(bucket.settings, settings);
    const store = isSame ? bucket?.store : undefined;
    bucket = { settings, store: store ?? createS3BlobStore(settings, { onLeftover, tracing }) };
    return bucket.store;
  };
  return {
    place() {
      const { enabled, endpoint, bucket: name } = s3();
      return enabled ? `${endpoint} ${name}` : "";
    },
    async write(key, content, attributes) {
      await beforeWrite(key);
      await meter.write.measure(() => current().write(key, content, attributes));
    },
    read: (key, options) => meter.read.measure(() => current().read(key, options)),
    list: (prefix, after) => current().list(prefix, after),
    delete: (key) => meter.delete.measure(() => current().delete(key)),
    deleteFolder: (prefix) => meter.delete.measure(() => current().deleteFolder(prefix)),
    abortUploads: async (key, uploadId) => current().abortUploads?.(key, uploadId),
    [Symbol.dispose]: () => bucket?.store[Symbol.dispose](),
  };
}
