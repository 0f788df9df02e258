import { writeZip } from "../../lib/zip/write-zip.ts";
import type { Context } from "../context.ts";
import { MANUAL_PREFIX, backupName } from "./backup-name.ts";
import { OWN_ENTRIES } from "./data-directory.ts";
import { takeSnapshot } from "./snapshot.ts";

/** Makes a backup of the data directory and returns its name, which is made up where none is given. */
export async function createBackup(context: Context, name = ""): Promise<string> {
  const event = { context, name: name || backupName(MANUAL_PREFIX, context.settings.current().meta.appName) };
  await context.backupGuard.run(event.name, () =>
    context.hooks.onBackupCreate.trigger({ ...event, exclude: [...OWN_ENTRIES] }, [], async (current) => {
      event.name = current.name;
      const excluded = new Set(current.exclude);
      await using snapshot = await takeSnapshot(current.context);
      const sources = snapshot.sources.filter((source) => !excluded.has(source.name.split("/")[0] ?? ""));
      const attributes = { contentType: "application/zip", originalName: current.name };
      await current.context.backups.write(current.name, writeZip(sources), attributes);
    }),
  );
  return event.name;
}
