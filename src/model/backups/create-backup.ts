import { stat } from "node:fs/promises";
import { type Progress, noProgress } from "../../lib/progress.ts";
import { type ZipSource, writeZip } from "../../lib/zip/write-zip.ts";
import type { Context } from "../context.ts";
import { MANUAL_PREFIX, backupName } from "./backup-name.ts";
import { OWN_ENTRIES } from "./data-directory.ts";
import { takeSnapshot } from "./snapshot.ts";

/** Makes a backup of the data directory and returns its name, which is made up where none is given. */
export async function createBackup(context: Context, name = "", progress: Progress = noProgress): Promise<string> {
  const event = { context, name: name || backupName(MANUAL_PREFIX, context.settings.current().meta.appName) };
  await context.backupGuard.run(event.name, () =>
    context.hooks.onBackupCreate.trigger({ ...event, exclude: [...OWN_ENTRIES] }, [], async (current) => {
      event.name = current.name;
      const excluded = new Set(current.exclude);
      await using snapshot = await takeSnapshot(current.context, progress);
      const sources = snapshot.sources.filter((source) => !excluded.has(source.name.split("/")[0] ?? ""));
      const attributes = { contentType: "application/zip", originalName: current.name };
      progress.step({ name: "Packing", unit: "bytes", total: progress === noProgress ? null : await sizeOf(sources) });
      await current.context.backups.write(current.name, writeZip(sources, progress), attributes);
    }),
  );
  return event.name;
}

async function sizeOf(sources: readonly ZipSource[]): Promise<number> {
  let size = 0;
  for (const { file } of sources) size += (await stat(file)).size;
  return size;
}
