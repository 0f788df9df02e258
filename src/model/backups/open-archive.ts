import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { AGE_HEADER_BYTES, type AgeKey, AgeKeyError, isAgeFile } from "../../lib/age.ts";
import { ApiError, badRequest } from "../../lib/api-error.ts";
import type { StoredBlob } from "../../lib/blob-store.ts";
import { type Progress, countBytes, noProgress } from "../../lib/progress.ts";
import { randomText } from "../../lib/random-text.ts";
import type { Context } from "../context.ts";
import { checkRoom } from "./check-room.ts";
import { TEMPORARY_FOLDER } from "./data-directory.ts";

const REMEDY = "Set BAOBOX_BACKUP_KEY, or BAOBOX_BACKUP_KEY_FILE, to its passphrase or private key.";

/** How an archive is read. */
export interface ReadOptions {
  readonly progress?: Progress;
  /** For encrypted ones. Default: that of the environment. */
  readonly key?: AgeKey | null | undefined;
}

/** An archive in the store, or a file of this machine. */
export type Archive = Pick<StoredBlob, "size" | "open"> | string;

/**
 * Has `work` run with a plain zip file on this machine. One that is there already is read in place; from elsewhere it is fetched, and
 * decrypted on the way, into a file that is gone afterwards. Rejects with a 400 that says what to do where the key is missing or wrong.
 */
export async function withArchive<T>(
  context: Context,
  { archive, key, progress = noProgress }: ReadOptions & { archive: Archive },
  work: (file: string) => Promise<T>,
): Promise<T> {
  const blob = typeof archive === "string" ? await fileBlob(archive) : archive;
  const isEncrypted = await hasAgeHeader(blob);
  const content = await blob.open();
  const isFile = content instanceof Blob && "name" in content && typeof content.name === "string";
  if (isFile && !isEncrypted) return work(String(content.name));
  const folder = join(context.options.dataDir, TEMPORARY_FOLDER);
  await checkRoom(context.options.dataDir, blob.size);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `archive_${randomText(8)}.zip`);
  try {
    progress.step({ name: isEncrypted ? "Decrypting" : "Fetching", unit: "bytes", total: blob.size });
    const pieces = countBytes(content instanceof Blob ? content.stream() : content, progress);
    // For the owner alone, as the backups are.
    // Opened before: a stream that fails meanwhile makes its file after that was deleted.
    const output = (await open(file, "wx", 0o600)).createWriteStream();
    await pipeline(isEncrypted ? decryptedPieces(pieces, key ?? context.options.backupKey ?? null) : pieces, output);
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** Rejects as `withArchive` does where the key can't open the archive, of which only the beginning is read. */
export async function checkKey(context: Context, blob: StoredBlob, key: AgeKey | null): Promise<void> {
  const content = await blob.open();
  const pieces = content instanceof Blob ? content.stream() : content;
  await (await decrypted(pieces, key ?? context.options.backupKey ?? null)).cancel();
}

export async function hasAgeHeader(blob: Pick<StoredBlob, "size" | "open">): Promise<boolean> {
  if (blob.size < AGE_HEADER_BYTES) return false;
  const beginning = await new Response(await blob.open({ start: 0, end: AGE_HEADER_BYTES })).arrayBuffer();
  return isAgeFile(new Uint8Array(beginning));
}

async function decrypted(pieces: AsyncIterable<Uint8Array>, key: AgeKey | null): Promise<ReadableStream<Uint8Array>> {
  if (key === null) throw keyError("backup_key_missing", `The backup is encrypted, and there is no key. ${REMEDY}`);
  try {
    return await key.decrypt(pieces);
  } catch (cause) {
    if (cause instanceof AgeKeyError)
      throw keyError("backup_key_wrong", `The backup can't be decrypted: ${cause.message}.`);
    throw cause;
  }
}

function keyError(code: "backup_key_missing" | "backup_key_wrong", message: string): ApiError {
  return badRequest(message, { data: { key: { code, message } } });
}

/** The plain bytes. What fails in reading the encrypted ones is rejected as it is; anything else is damage. */
async function* decryptedPieces(pieces: AsyncIterable<Uint8Array>, key: AgeKey | null): AsyncGenerator<Uint8Array> {
  const failure: { reason?: unknown } = {};
  try {
    yield* await decrypted(notingFailure(pieces, failure), key);
  } catch (cause) {
    if ("reason" in failure) throw failure.reason;
    if (cause instanceof ApiError) throw cause;
    throw badRequest("The encrypted backup is damaged or cut off.", { cause });
  }
}

async function* notingFailure(
  pieces: AsyncIterable<Uint8Array>,
  failure: { reason?: unknown },
): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (reason) {
    failure.reason = reason;
    throw reason;
  }
}

async function fileBlob(file: string): Promise<Pick<StoredBlob, "size" | "open">> {
  const content = Bun.file(file);
  return {
    size: (await content.stat()).size,
    open: (range) => Promise.resolve(range === undefined ? content : content.slice(range.start, range.end)),
  };
}
