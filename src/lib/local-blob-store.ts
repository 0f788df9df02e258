import type { BlobStore } from "./blob-store.ts";

/** Placeholder until the store lands. */
export function createLocalBlobStore(folder: string): BlobStore {
  const missing = (): Promise<never> => Promise.reject(new Error(`no blob store for ${folder}`));
  return { write: missing, read: missing, delete: missing, deleteFolder: missing };
}
