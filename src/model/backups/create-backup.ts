import { stat } from "node:fs/promises";
import { badRequest } from "../../lib/api-error.ts";
import { type Progress, noProgress } from "../../lib/progress.ts";
import { type ZipSource, writeZip } from "../../lib/zip/write-zip.ts";
import type { Context } from "../context.ts";
import { checkBackupBucket } from "../files/check-bucket.ts";
import { MANUAL_PREFIX, backupName } from "./backup-name.ts";
import { OWN_ENTRIES } from "./data-directory.ts";
import { ENCRYPTED_SUFFIX, readBackup } from "./find-backup.ts";
import { takeSnapshot } from "./snapshot.ts";
import { verifyBackup } from "./verify-backup.ts";

/**
 * Makes a backup of the data directory and returns the name that it has in the store. The given name, or one that is made up, ends with
 * `.zip`; with a key for backups the archive is encrypted, which its name says too. Where the settings want it the backup is
 * verified: then it rejects with a 400 for one that is not complete, which is left for a look.
 */
export function createBackup(context: Context, name = "", progress: Progress = noProgress): Promise<string> {
  return context.meters.backups.measure(() => create(context, name, progress));
}

async function create(context: Context, name: string, progress: Progress): Promise<string> {
  checkBackupBucket(context);
  const event = { context, name: name || backupName(MANUAL_PREFIX, context.settings.current().meta.appName) };
  await context.backupGuard.run(storedName(context, event.name), () =>
    context.hooks.onBackupCreate.trigger({ ...event, exclude: [...OWN_ENTRIES] }, [], async (current) => {
      event.name = current.name;
      const excluded = new Set(current.exclude);
      await using snapshot = await takeSnapshot(current.context, progress);
      const sources = snapshot.sources.filter((source) => !excluded.has(source.name.split("/")[0] ?? ""));
      progress.step({ name: "Packing", unit: "bytes", total: progress === noProgress ? null : await sizeOf(sources) });
      await store(current.context, current.name, writeZip(sources, progress));
    }),
  );
  const stored = storedName(context, event.name);
  if (context.settings.current().backups.verify === true) await verify(context, stored, progress);
  return stored;
}

/** What a backup of that name is called in the store. */
export function storedName({ options }: Context, name: string): string {
  return (options.backupKey ?? null) === null ? name : name + ENCRYPTED_SUFFIX;
}

async function store(context: Context, name: string, archive: AsyncIterable<Uint8Array>): Promise<void> {
  const { backupKey = null } = context.options;
  const stored = storedName(context, name);
  const contentType = backupKey === null ? "application/zip" : "application/octet-stream";
  const content = backupKey === null ? archive : await backupKey.encrypt(archive);
  await context.backups.write(stored, content, { contentType, originalName: stored });
}

async function verify(context: Context, name: string, progress: Progress): Promise<void> {
  if (context.options.backupKey?.canDecrypt === false) {
    context.log.warn("the new backup was not verified: the server has only the public key of backups", { name });
    return;
  }
  await context.backupGuard.run(name, async () => {
    const archive = await readBackup(context, name);
    if (archive === null) throw badRequest(`The backup ${name} was made, but is gone.`);
    const { problems } = await verifyBackup(context, archive, { progress });
    if (problems.length > 0)
      throw badRequest(`The backup ${name} was made, but is not complete: ${problems.join("; ")}.`);
  });
}

async function sizeOf(sources: readonly ZipSource[]): Promise<number> {
  let size = 0;
  for (const { file } of sources) size += (await stat(file)).size;
  return size;
}
