/** Where files live: a folder or a bucket. Keys are `/`-separated relative paths without `.` and `..` parts. */
export interface BlobStore {
  /** Stores the content whole or not at all. */
  write(key: string, content: Blob, attributes: BlobAttributes): Promise<void>;
  /** Null where there is none. */
  read(key: string): Promise<StoredBlob | null>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  /** Deletes everything below `prefix/`. */
  deleteFolder(prefix: string): Promise<void>;
}

export interface BlobAttributes {
  readonly contentType: string;
  readonly originalName: string;
}

export interface StoredBlob {
  readonly content: Blob;
  readonly size: number;
  readonly modified: Date;
  readonly contentType: string;
}
