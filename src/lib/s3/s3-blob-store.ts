import { checkBlobKey } from "../blob-store.ts";
import type { BlobContent, BlobStore, ByteRange, ListedBlob } from "../blob-store.ts";
import { checkedStream } from "./checked-stream.ts";
import type { BucketClient, ObjectHeaders, S3Options, UploadedPart } from "./client.ts";
import { contentParts } from "./content-parts.ts";
import { S3Error } from "./s3-error.ts";

const DEFAULT_CONTENT_TYPE = "application/octet-stream";
/** Larger content goes in parts of this size. Some servers want all of them equal. */
const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes no more parts of one object. */
const MAX_PARTS = 10_000;
const DELETIONS_AT_ONCE = 8;
/** A download that stands still for so long has broken off. */
const STREAM_IDLE_MS = 30_000;

/** Files in a bucket, under the same keys as on the disk and with the metadata that PocketBase gives them. */
export function createS3BlobStore(options: S3Options): BlobStore & Disposable {
  const connect = lazyClient(options);
  return {
    async write(key, content, { contentType, originalName }) {
      checkBlobKey(key);
      const metadata = originalName === "" ? {} : { "original-filename": encodeURIComponent(originalName) };
      await writeObject(await connect(), key, { content, headers: { contentType, metadata } });
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

    list: (prefix) => listObjects(connect, prefix),

    async delete(key) {
      checkBlobKey(key);
      await (await connect()).delete(key);
    },

    async deleteFolder(prefix) {
      checkBlobKey(prefix);
      const client = await connect();
      let deletions: Promise<void>[] = [];
      for await (const { key } of listObjects(connect, `${prefix}/`)) {
        deletions.push(client.delete(key));
        if (deletions.length < DELETIONS_AT_ONCE) continue;
        await Promise.all(deletions);
        deletions = [];
      }
      await Promise.all(deletions);
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
function lazyClient(options: S3Options): Connect {
  const load = async (): Promise<BucketClient> => {
    const { BucketClient } = await import("./client.ts");
    return new BucketClient(options);
  };
  const connect: Connect = () => (connect.made ??= load());
  connect.made = null;
  return connect;
}

/** Small content at once, larger in parts, of which memory holds one at a time. */
async function writeObject(
  client: BucketClient,
  key: string,
  { content, headers }: { content: BlobContent; headers: ObjectHeaders },
): Promise<void> {
  const partBytes = content instanceof Blob ? Math.max(PART_BYTES, Math.ceil(content.size / MAX_PARTS)) : PART_BYTES;
  const parts: UploadedPart[] = [];
  let uploadId: string | null = null;
  try {
    for await (const { bytes, isLast } of contentParts(content, partBytes)) {
      if (isLast && uploadId === null) {
        await client.put(key, bytes, headers);
        return;
      }
      if (parts.length === MAX_PARTS) throw new S3Error(`store ${key}`, "it is too large");
      uploadId ??= await client.beginUpload(key, headers);
      parts.push(await client.putPart(key, uploadId, { number: parts.length + 1, bytes }));
    }
    if (uploadId !== null) await client.completeUpload(key, uploadId, parts);
  } catch (error) {
    await abandon(client, key, uploadId);
    throw error;
  }
}

/**
 * Leaves nothing behind, as far as the server can still be reached: it may have stored the object although its answer was lost.
 * What fails here is not told, because the error before it is the one that matters.
 */
async function abandon(client: BucketClient, key: string, uploadId: string | null): Promise<void> {
  if (uploadId !== null) await client.abortUpload(key, uploadId).catch(() => undefined);
  await client.delete(key).catch(() => undefined);
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
  return checkedStream(source, { expectedBytes, idleMs: STREAM_IDLE_MS, failure });
}

async function* listObjects(connect: Connect, prefix: string): AsyncGenerator<ListedBlob> {
  const client = await connect();
  let token: string | null = null;
  do {
    const page = await client.list(prefix, token);
    yield* page.blobs;
    token = page.next;
  } while (token !== null);
}
