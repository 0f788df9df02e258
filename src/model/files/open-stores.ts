import { join } from "node:path";
import type { Meters } from "../../lib/work-meter.ts";
import { createConfiguredStore } from "../settings/configured-store.ts";
import type { ConfiguredStore } from "../settings/configured-store.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { S3Settings } from "../settings/settings.ts";
import type { OwedDeletions } from "./owed-deletions.ts";

export interface StoresOptions {
  readonly dataDir: string;
  readonly settings: SettingsStore;
  readonly meters: Meters;
  /** Not asked for before something is stored. */
  readonly owedDeletions: () => OwedDeletions;
}

export interface Stores {
  readonly files: ConfiguredStore;
  readonly backups: ConfiguredStore;
}

/** Opens where the files of records and the backups are. */
export function openStores(
  opened: AsyncDisposableStack,
  { dataDir, settings, meters, owedDeletions }: StoresOptions,
): Stores {
  const open = (name: keyof Stores, folder: string, s3: () => S3Settings): ConfiguredStore => {
    const store = createConfiguredStore({
      folder: join(dataDir, folder),
      isPrivate: name === "backups",
      s3,
      meter: meters.stores[name],
      onLeftover: (leftover) => owedDeletions().add(name, leftover, "a failed upload left it in the bucket"),
      beforeWrite: (key) => owedDeletions().release(name, key),
    });
    return opened.use(store);
  };
  return {
    files: open("files", "storage", () => settings.current().s3),
    backups: open("backups", "backups", () => settings.current().backups.s3),
  };
}
