import { mkdir, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { badRequest } from "../../lib/api-error.ts";
import type { StoredBlob } from "../../lib/blob-store.ts";
import { discardSwap, prepareSwap } from "../../lib/directory-swap.ts";
import { type Progress, countBytes, noProgress } from "../../lib/progress.ts";
import { randomText } from "../../lib/random-text.ts";
import type { ZipContent } from "../../lib/zip/read-zip.ts";
import { ZipError } from "../../lib/zip/zip-error.ts";
import type { Context } from "../context.ts";
import { readBackup } from "./find-backup.ts";
import { OWN_ENTRIES, TEMPORARY_FOLDER } from "./data-directory.ts";

/**
 * Looks whether the archive could be restored, without extracting it. Throws a 400 that says why not: it is missing, no archive,
 * has no data.db, or needs more room than there is.
 */
export async function checkBackup(context: Context, name: string): Promise<void> {
  const blob = await readBackup(context, name);
  if (blob === null) throw badRequest("Missing or invalid backup file.");
  const { listZip } = await readZip();
  await checkContent(context.options.dataDir, () =>
    listZip({ size: blob.size, read: (start, end) => readRange(blob, start, end) }),
  );
}

/**
 * Extracts and checks the backup, then has the program exchange the data directory's content and start anew. Rejects with the
 * directory as it was.
 */
export async function restoreBackup(context: Context, name: string): Promise<void> {
  const { lifecycle } = context;
  if (lifecycle.restart === null) throw new Error("only a running server can restore a backup");
  const { restart } = lifecycle;
  await context.backupGuard.run(name, () =>
    context.hooks.onBackupRestore.trigger({ context, name, exclude: [...OWN_ENTRIES] }, [], async (event) => {
      const blob = await readBackup(context, event.name);
      if (blob === null) throw new Error(`there is no backup ${event.name}`);
      await stage(context, {
        progress: noProgress,
        extract: (folder) => extractBlob(context, blob, { folder, progress: noProgress }),
      });
      restart({ keep: event.exclude });
    }),
  );
}

/** As `stageArchive`, with a backup that the store has. False where it has none of that name. */
export async function stageBackup(context: Context, name: string, progress: Progress): Promise<boolean> {
  const blob = await readBackup(context, name);
  if (blob === null) return false;
  await stage(context, { progress, extract: (folder) => extractBlob(context, blob, { folder, progress }) });
  return true;
}

/** Prepares the content of an archive on this machine, so that `swapDirectory` can put it in place. */
export async function stageArchive(context: Context, file: string, progress: Progress): Promise<void> {
  const { dataDir } = context.options;
  await stage(context, { progress, extract: (folder) => extractFile(dataDir, file, { folder, progress }) });
}

interface Staging {
  readonly progress: Progress;
  readonly extract: (folder: string) => Promise<void>;
}

async function stage(context: Context, { progress, extract }: Staging): Promise<void> {
  const { dataDir } = context.options;
  const folder = await prepareSwap(dataDir);
  try {
    await extract(folder);
    for (const entry of OWN_ENTRIES) await rm(join(folder, entry), { recursive: true, force: true });
    progress.step({ name: "Checking the database", unit: "bytes", total: null });
    await context.lifecycle.checkDirectory(folder);
    progress.signal.throwIfAborted();
  } catch (error) {
    await discardSwap(dataDir);
    throw error;
  }
}

interface Destination {
  readonly folder: string;
  readonly progress: Progress;
}

async function extractBlob({ options }: Context, blob: StoredBlob, destination: Destination): Promise<void> {
  const content = await blob.open();
  const { dataDir } = options;
  // A file of this machine is read in place, everything else is fetched first.
  if (content instanceof Blob && "name" in content && typeof content.name === "string") {
    return extractFile(dataDir, content.name, destination);
  }
  await mkdir(join(dataDir, TEMPORARY_FOLDER), { recursive: true });
  const file = join(dataDir, TEMPORARY_FOLDER, `restore_${randomText(8)}.zip`);
  try {
    const writer = Bun.file(file).writer();
    const { progress } = destination;
    progress.step({ name: "Fetching", unit: "bytes", total: blob.size });
    for await (const chunk of countBytes(content instanceof Blob ? content.stream() : content, progress)) {
      await writer.write(chunk);
      await writer.flush();
    }
    await writer.end();
    await extractFile(dataDir, file, destination);
  } finally {
    await rm(file, { force: true });
  }
}

async function extractFile(dataDir: string, file: string, { folder, progress }: Destination): Promise<void> {
  const { extractZip, listZip } = await readZip();
  const { size } = await checkContent(dataDir, () => listZip(file));
  progress.step({ name: "Extracting", unit: "bytes", total: size });
  await extractZip(file, folder, progress);
}

/** Restoring is rare: what unpacks archives is loaded for it. */
function readZip() {
  return import("../../lib/zip/read-zip.ts");
}

async function checkContent(dataDir: string, list: () => Promise<ZipContent>): Promise<ZipContent> {
  let content: ZipContent;
  try {
    content = await list();
  } catch (cause) {
    if (!(cause instanceof ZipError)) throw cause;
    throw badRequest(`Missing or invalid backup file: ${cause.message}.`, { cause });
  }
  if (!content.names.has("data.db")) {
    throw badRequest("Missing or invalid backup file: it holds no data.db.");
  }
  const { bavail, bsize } = await statfs(dataDir);
  if (content.size > bavail * bsize) {
    throw badRequest(`There is not enough room on the disk: the backup needs ${content.size} bytes.`);
  }
  return content;
}

async function readRange(blob: StoredBlob, start: number, end: number): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await blob.open({ start, end })).arrayBuffer());
}
