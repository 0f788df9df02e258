import { join } from "node:path";
import type { Engine } from "../../database/engine.ts";
import { BackgroundTasks } from "../../lib/background-tasks.ts";
import { CronJobs } from "../../lib/cron.ts";
import type { Logger } from "../../lib/log.ts";
import { createConfiguredStore } from "../settings/configured-store.ts";
import type { ConfiguredStore } from "../settings/configured-store.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { S3Settings } from "../settings/settings.ts";
import { OwedDeletions } from "./owed-deletions.ts";

export interface StoresOptions {
  readonly dataDir: string;
  readonly database: Engine;
  readonly settings: SettingsStore;
  readonly log: Logger;
}

/** Opens where the files of records and the backups are, and what runs in the background there. All of it goes to `opened`. */
export async function openStores(
  opened: AsyncDisposableStack,
  { dataDir, database, settings, log }: StoresOptions,
): Promise<{
  readonly files: ConfiguredStore;
  readonly backups: ConfiguredStore;
  readonly background: BackgroundTasks;
  readonly crons: CronJobs;
  readonly owedDeletions: OwedDeletions;
}> {
  const open = (name: "files" | "backups", folder: string, s3: () => S3Settings): ConfiguredStore => {
    const options = {
      folder: join(dataDir, folder),
      s3,
      onLeftover: (leftover) => owedDeletions.add(name, leftover, "a failed upload left it in the bucket"),
      beforeWrite: (key) => owedDeletions.release(name, key),
    } satisfies Parameters<typeof createConfiguredStore>[0];
    return opened.use(createConfiguredStore(options));
  };
  const files = open("files", "storage", () => settings.current().s3);
  const backups = open("backups", "backups", () => settings.current().backups.s3);
  const background = opened.use(new BackgroundTasks(log));
  const crons = opened.use(new CronJobs(log));
  const owedDeletions = await OwedDeletions.open({ database, background, crons, log, stores: { files, backups } });
  return { files, backups, background, crons, owedDeletions };
}
