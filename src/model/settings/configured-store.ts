import type { BlobStore } from "../../lib/blob-store.ts";
import { createLocalBlobStore } from "../../lib/local-blob-store.ts";
import { createS3BlobStore } from "../../lib/s3/s3-blob-store.ts";
import type { S3Settings } from "./settings.ts";

export interface ConfiguredStoreOptions {
  /** Where the files are unless a bucket is enabled. */
  readonly folder: string;
  /** As the settings are at the moment. */
  readonly s3: () => S3Settings;
}

/** A store that follows the settings while the server runs. Nothing is moved: both use the same keys. */
export function createConfiguredStore({ folder, s3 }: ConfiguredStoreOptions): BlobStore & Disposable {
  const local = createLocalBlobStore(folder);
  let bucket: { settings: S3Settings; store: BlobStore & Disposable } | null = null;

  const current = (): BlobStore => {
    const settings = s3();
    if (bucket?.settings === settings) return bucket.store;
    if (!settings.enabled) return local;
    // What reads through the client before ends with it; connections that are idle close by themselves.
    const isSame = bucket !== null && Bun.deepEquals(bucket.settings, settings);
    bucket = { settings, store: isSame && bucket !== null ? bucket.store : createS3BlobStore(settings) };
    return bucket.store;
  };
  return {
    write: (key, content, attributes) => current().write(key, content, attributes),
    read: (key) => current().read(key),
    list: (prefix) => current().list(prefix),
    delete: (key) => current().delete(key),
    deleteFolder: (prefix) => current().deleteFolder(prefix),
    [Symbol.dispose]: () => bucket?.store[Symbol.dispose](),
  };
}
