// Whether a backup could be restored: it is read to its last byte and its databases are opened.
//
// The checksums of all its files are compared; the databases are extracted into a temporary folder and opened as a restore would
// open them: SQLite's whole check, the format, settings and collections. Then every file that a record names must be in the archive,
// unless the settings in the backup say that files live in a bucket.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { ApiError, badRequest } from "../../lib/api-error.ts";
import { later } from "../../lib/lazy.ts";
import { noProgress } from "../../lib/progress.ts";
import { randomText } from "../../lib/random-text.ts";
import { storageFailure } from "../../lib/storage-failure.ts";
import { ZipError } from "../../lib/zip/zip-error.ts";
import type { Context } from "../context.ts";
import type { InspectedDirectory } from "../lifecycle.ts";
import { SettingsKeyError } from "../settings/settings-text.ts";
import { DATABASE_FILES, TEMPORARY_FOLDER } from "./data-directory.ts";
import { checkRoom } from "./check-room.ts";
import { findMissingFiles } from "./missing-files.ts";
import { type Archive, type ReadOptions, withArchive } from "./open-archive.ts";

const loadZip = later(() => import("../../lib/zip/read-zip.ts"));

const STORAGE = "storage/";

/** What was found. A backup without problems can be restored. */
export interface Verification {
  /** How many files the archive has, the databases among them. */
  readonly files: number;
  /** Of all files once they are extracted. */
  readonly bytes: number;
  readonly collections: number;
  /** A sentence each, without a full stop. */
  readonly problems: readonly string[];
}

/** Rejects only where nothing can be said: the key is missing, the disk is full, the bucket is away, or the work was ended. */
export async function verifyBackup(
  context: Context,
  archive: Archive,
  options: ReadOptions = {},
): Promise<Verification> {
  return withArchive(context, { ...options, archive }, async (file) => {
    const found = { files: 0, bytes: 0, collections: 0, problems: [] as string[] };
    try {
      await verifyFile(context, file, { ...options, found });
    } catch (error) {
      if (error instanceof SettingsKeyError) throw unreadable(error);
      if (!isDamage(error, options)) throw error;
      found.problems.push(reasonOf(error));
    }
    return found;
  });
}

interface Verifying extends ReadOptions {
  readonly found: { files: number; bytes: number; collections: number; readonly problems: string[] };
}

async function verifyFile(context: Context, file: string, { found, progress = noProgress }: Verifying): Promise<void> {
  const { extractZip, listZip } = await loadZip();
  const { names, size } = await listZip(file);
  Object.assign(found, { files: names.size, bytes: size });
  if (!names.has("data.db")) throw new ZipError("it holds no data.db");
  const folder = join(context.options.dataDir, TEMPORARY_FOLDER, `verify_${randomText(8)}`);
  await checkRoom(context.options.dataDir, (await listZip(file, isDatabase)).size);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    progress.step({ name: "Reading", unit: "bytes", total: size });
    await extractZip(file, folder, { progress, isWanted: isDatabase });
    progress.step({ name: "Checking the database", unit: "bytes", total: null });
    const inspect = async ({ database, settings, collections }: InspectedDirectory): Promise<void> => {
      found.collections = collections.length;
      if (settings.s3.enabled) return;
      const hasFile = (key: string): boolean => names.has(STORAGE + key);
      const missing = await findMissingFiles({ connection: database, collections, hasFile, progress });
      if (missing.total > 0) found.problems.push(missingText(missing.total, missing.names));
    };
    await context.lifecycle.checkDirectory(folder, { isThorough: true, inspect });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isDatabase(name: string): boolean {
  return DATABASE_FILES.some((file) => file === name);
}

function missingText(total: number, names: readonly string[]): string {
  const list = names.join(", ") + (total > names.length ? ", …" : "");
  return total === 1
    ? `a file that a record names is missing: ${list}`
    : `${total} files that records name are missing: ${list}`;
}

function unreadable(cause: SettingsKeyError): ApiError {
  const reason = cause.isMissing
    ? "its settings are encrypted, and there is no key. Name the variable with their key by --encryptionEnv."
    : "its settings can't be decrypted: the key of --encryptionEnv is not the one that they were encrypted with.";
  return badRequest(`The backup can't be checked: ${reason}`, { cause });
}

/** Whether the error speaks of the backup, and not of what it is read with. */
function isDamage(error: unknown, { progress = noProgress }: ReadOptions): boolean {
  return !progress.signal.aborted && !(error instanceof ApiError) && storageFailure(error) === "";
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
