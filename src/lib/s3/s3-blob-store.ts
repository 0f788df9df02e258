import { checkBlobKey } from "../blob-store.ts";
import type { BlobContent, BlobStore, ByteRange, Leftover, ListedBlob } from "../blob-store.ts";
import type { Tracing } from "../tracing.ts";
import { checkedStream } from "./checked-stream.ts";
import type { BucketClient, ListFrom, ObjectHeaders, S3Options, UploadedPart } from "./client.ts";
import { contentParts } from "./content-parts.ts";
import { S3Error } from "./s3-error.ts";

const DEFAULT_CONTENT_TYPE = "application/octet-stream";
/** Larger content goes in parts of this size. Some servers want all of them equal. */
const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes no more parts of one object. */
const MAX_PARTS = 10_000;
const DELETIONS_AT_ONCE = 8;
/** With growing pauses. */
const BEGIN_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;

export interface BucketWatchers {
  /** Hears of what a failed write left in the bucket, where that could not be deleted. */
  readonly onLeftover?: (leftover: Leftover) => void;
  readonly tracing?: Tracing | null;
}

/** Files in a bucket, under the same keys as on the disk and with the metadata that PocketBase gives them. */
export function createS3BlobStore(options: S3Options, watchers: BucketWatchers = {}): BlobStore & Disposable {
  const { onLeftover = () => undefined, tracing = null } = watchers;
  const connect = lazyClient(options, tracing);
  return {
    async write(key, content, { contentType, originalName }) {
      checkBlobKey(key);
      const metadata = originalName === "" ? {} : { "original-filename": encodeURIComponent(originalName) };
      const writing = { client: await connect(), key, hasStrays: false, onLeftover };
      await writeObject(writing, content, { contentType, metadata });
    },

    async read(key) {
      checkBlobKey(key);
      const client = await connect();
      const info = await client.head(key);
      if (info === null) return null;
      const { size, modified, contentType = DEFAULT_CONTENT_TYPE } = info;
      return {
        size,
        modified,
        contentType,
        open: (range) => openObject(client, key, range ?? { start: 0, end: size }),
      };
    },

    list: (prefix, after) => listObjects(connect, prefix, after),

    async delete(key) {
      checkBlobKey(key);
      await (await connect()).delete(key);
    },

    async deleteFolder(prefix) {
      checkBlobKey(prefix);
      const client = await connect();
      const failures: unknown[] = [];
      let deletions: Promise<unknown>[] = [];
      // All of them, also where one failed: one that goes on could delete what is written next under the same key.
      const end = async (): Promise<void> => {
        await Promise.all(deletions);
        deletions = [];
        if (failures.length > 0) throw failures[0];
      };
      try {
        for await (const { key } of listObjects(connect, `${prefix}/`)) {
          deletions.push(client.delete(key).catch((error: unknown) => failures.push(error)));
          if (deletions.length === DELETIONS_AT_ONCE) await end();
        }
      } finally {
        await end();
      }
    },

    async abortUploads(key, uploadId) {
      checkBlobKey(key);
      await abortUploads(await connect(), key, uploadId);
    },

    [Symbol.dispose]: () => {
      void connect.made?.then((client) => client[Symbol.dispose]()).catch(() => undefined);
    },
  };
}

interface Connect {
  (): Promise<BucketClient>;
  made: Promise<BucketClient> | null;
}

/** The SDK takes half a second to load, which no start should wait for. */
function lazyClient(options: S3Options, tracing: Tracing | null): Connect {
  const load = async (): Promise<BucketClient> => {
    const { BucketClient } = await import("./client.ts");
    return new BucketClient(options, tracing);
  };
  const connect: Connect = () => (connect.made ??= load());
  connect.made = null;
  return connect;
}

interface Writing {
  readonly client: BucketClient;
  readonly key: string;
  /** Whether there may be uploads of the key whose ids are not known. */
  hasStrays: boolean;
  readonly onLeftover: (leftover: Leftover) => void;
}

/** Small content at once, larger in parts, of which memory holds one at a time. */
async function writeObject(writing: Writing, content: BlobContent, headers: ObjectHeaders): Promise<void> {
  const { client, key } = writing;
  const partBytes = content instanceof Blob ? Math.max(PART_BYTES, Math.ceil(content.size / MAX_PARTS)) : PART_BYTES;
  const parts: UploadedPart[] = [];
  let uploadId: string | null = null;
  let wasSent = false;
  try {
    for await (const { bytes, isLast } of contentParts(content, partBytes)) {
      if (isLast && uploadId === null) {
        wasSent = true;
        await client.put(key, bytes, headers);
        return;
      }
      if (parts.length === MAX_PARTS) throw new S3Error(`store ${key}`, "it is too large");
      uploadId ??= await beginUpload(writing, headers);
      parts.push(await client.putPart(key, uploadId, { number: parts.length + 1, bytes }));
    }
    if (uploadId === null) return;
    wasSent = true;
    await client.completeUpload(key, uploadId, parts);
    if (writing.hasStrays) await endUploads(writing, null);
  } catch (error) {
    // The server may have stored the object although its answer was lost.
    if (uploadId !== null) await endUploads(writing, uploadId);
    if (writing.hasStrays) await endUploads(writing, null);
    if (wasSent) await client.delete(key).catch(() => writing.onLeftover({ kind: "file", key }));
    throw error;
  }
}

/** Tries again, after what an attempt without an answer may have begun was ended. */
async function beginUpload(writing: Writing, headers: ObjectHeaders): Promise<string> {
  const { client, key } = writing;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.beginUpload(key, headers);
    } catch (error) {
      const isEnded = await abortUploads(client, key, null).then(
        () => true,
        () => false,
      );
      writing.hasStrays ||= !isEnded;
      // A bucket that does not do that either is not there.
      if (!isEnded || attempt === BEGIN_ATTEMPTS) throw error;
      await Bun.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

/** What fails here is not told to who writes, because the error before it is the one that matters. */
async function endUploads({ client, key, onLeftover }: Writing, uploadId: string | null): Promise<void> {
  await abortUploads(client, key, uploadId).catch(() => onLeftover({ kind: "upload", key, uploadId }));
}

async function abortUploads(client: BucketClient, key: string, uploadId: string | null): Promise<void> {
  const ids = uploadId === null ? await client.listUploads(key) : [uploadId];
  for (const id of ids) await client.abortUpload(key, id);
}

async function openObject(
  client: BucketClient,
  key: string,
  range: ByteRange,
): Promise<Blob | ReadableStream<Uint8Array>> {
  const expectedBytes = range.end - range.start;
  // No range names zero bytes.
  if (expectedBytes === 0) return new Blob();
  const source = await client.get(key, range);
  const failure = (reason: unknown): Error => new S3Error(`read ${key}`, reason);
  return checkedStream(source, { expectedBytes, idleMs: client.timeoutMs, failure });
}

async function* listObjects(connect: Connect, prefix: string, after?: string): AsyncGenerator<ListedBlob> {
  const client = await connect();
  let from: ListFrom = { after };
  for (;;) {
    const page = await client.list(prefix, from);
    yield* page.blobs;
    if (page.next === null) return;
    from = { token: page.next };
  }
}
