/** Where files live: a folder or a bucket. Keys are `/`-separated relative paths without `.` and `..` parts. */
export interface BlobStore {
  /** Stores the content whole or not at all. A stream is read piece by piece: it may be larger than the memory. */
  write(key: string, content: BlobContent, attributes: BlobAttributes): Promise<void>;
  /** Null where there is none. What another process has deleted may be found for a second, unless `isFresh`. */
  read(key: string, options?: ReadOptions): Promise<StoredBlob | null>;
  /**
   * All whose key begins with `prefix` ("" for all), in the order of their keys within each folder; with `after`, those that such a list
   * has after that key, be it there still or not.
   */
  list(prefix: string, after?: string): AsyncIterable<ListedBlob>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Deletes everything below `prefix/`. */
  deleteFolder(prefix: string): Promise<void>;
  /** Ends what an upload of `key` that failed left behind; without an id, all of that key. Absent where nothing of the kind is left. */
  abortUploads?(key: string, uploadId: string | null): Promise<void>;
}

/** What is still stored although it should not be, because the store could not be reached. */
export interface Leftover {
  readonly kind: "file" | "folder" | "upload";
  readonly key: string;
  /** Of uploads, if it is known. */
  readonly uploadId?: string | null;
}

export type BlobContent = Blob | AsyncIterable<Uint8Array>;

export interface BlobAttributes {
  readonly contentType: string;
  readonly originalName: string;
}

export interface ReadOptions {
  /** Whether the store itself is asked, whatever was read a moment ago. */
  readonly isFresh?: boolean;
}

export interface ListedBlob {
  readonly key: string;
  readonly size: number;
  readonly modified: Date;
}

export interface StoredBlob {
  readonly size: number;
  readonly modified: Date;
  readonly contentType: string;
  /**
   * The bytes, or a part of them. A Blob is read when it is used; a stream must be read or cancelled, and fails where it
   * breaks off before its end. Rejects where the blob has gone meanwhile.
   */
  open(range?: ByteRange): Promise<Blob | ReadableStream<Uint8Array>>;
}

/** Both ends are within the blob. */
export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Keys come from names of records and files, so none may lead out of the store. Throws for one that might. */
export function checkBlobKey(key: string): void {
  const isBad = key.includes("\0") || key.includes("\\") || key.split("/").some(isNoName);
  if (isBad) throw new Error(`invalid file key "${key}"`);
}

function isNoName(part: string): boolean {
  return part === "" || part === "." || part === "..";
}
