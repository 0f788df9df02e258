import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { AgeKey } from "../../lib/age.ts";
import { badRequest } from "../../lib/api-error.ts";
import type { StoredBlob } from "../../lib/blob-store.ts";
import { discardSwap, prepareSwap } from "../../lib/directory-swap.ts";
import { later } from "../../lib/lazy.ts";
import { noProgress } from "../../lib/progress.ts";
import type { ZipContent } from "../../lib/zip/read-zip.ts";
import { ZipError } from "../../lib/zip/zip-error.ts";
import type { Context } from "../context.ts";
import { discardImport, stageImport } from "../database-copies/import-databases.ts";
import { checkBackupBucket } from "../files/check-bucket.ts";
import { checkRoom } from "./check-room.ts";
import { OWN_ENTRIES } from "./data-directory.ts";
import { haveNodesWait, takeTurn } from "./restore-for-all.ts";
import { readBackup } from "./find-backup.ts";
import { type Archive, type ReadOptions, checkKey, hasAgeHeader, withArchive } from "./open-archive.ts";

/**
 * Looks whether the archive could be restored, without extracting it. Throws a 400 that says why not: it is missing, no archive,
 * has no data.db, or needs more room than there is. Of an encrypted one only the key is checked.
 */
export async function checkBackup(context: Context, name: string, key: AgeKey | null = null): Promise<void> {
  checkBackupBucket(context);
  const blob = await readBackup(context, name);
  if (blob === null) throw badRequest("Missing or invalid backup file.");
  if (await hasAgeHeader(blob)) {
    await checkKey(context, blob, key);
    return;
  }
  const { listZip } = await readZip();
  await checkContent(context.options.dataDir, () =>
    listZip({ size: blob.size, read: (start, end) => readRange(blob, start, end) }),
  );
}

/**
 * Extracts and checks the backup, then has the program exchange the data directory's content and start anew. Rejects with the
 * directory as it was.
 */
export async function restoreBackup(context: Context, name: string, key: AgeKey | null = null): Promise<void> {
  const { lifecycle } = context;
  if (lifecycle.restart === null) throw new Error("only a running server can restore a backup");
  const { restart } = lifecycle;
  await context.backupGuard.run(name, () =>
    context.hooks.onBackupRestore.trigger({ context, name, exclude: [...OWN_ENTRIES] }, [], async (event) => {
      const archive = await readBackup(context, event.name);
      if (archive === null) throw new Error(`there is no backup ${event.name}`);
      // Other nodes that start meanwhile must not take what is staged for a leftover.
      await using taken = new AsyncDisposableStack();
      const turn = taken.use(await takeTurn(context));
      await stageArchive(context, archive, { key });
      await letGo(context);
      taken.move();
      restart({ keep: event.exclude, turn });
    }),
  );
}

/** Rejects with the directory as it was. */
async function letGo(context: Context): Promise<void> {
  try {
    await haveNodesWait(context);
  } catch (error) {
    await discardImport(context.options);
    await discardSwap(context.options.dataDir);
    throw error;
  }
}

/** Prepares the content of an archive, so that `swapDirectory` can put it in place. */
export async function stageArchive(context: Context, archive: Archive, options: ReadOptions = {}): Promise<void> {
  const { dataDir } = context.options;
  const { progress = noProgress } = options;
  const folder = await prepareSwap(dataDir);
  try {
    await withArchive(context, { ...options, archive }, async (file) => {
      const { extractZip, listZip } = await readZip();
      const { size } = await checkContent(dataDir, () => listZip(file));
      progress.step({ name: "Extracting", unit: "bytes", total: size });
      await extractZip(file, folder, { progress });
    });
    for (const entry of OWN_ENTRIES) await rm(join(folder, entry), { recursive: true, force: true });
    progress.step({ name: "Checking the database", unit: "bytes", total: null });
    await context.lifecycle.checkDirectory(folder);
    progress.signal.throwIfAborted();
    await stageImport(context.options, context.log);
    progress.signal.throwIfAborted();
  } catch (error) {
    await discardImport(context.options);
    await discardSwap(dataDir);
    throw error;
  }
}

/** Restoring is rare: what unpacks archives is loaded for it. */
const readZip = later(() => import("../../lib/zip/read-zip.ts"));

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
  await checkRoom(dataDir, content.size);
  return content;
}

async function readRange(blob: StoredBlob, start: number, end: number): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await blob.open({ start, end })).arrayBuffer());
}
