import { join } from "node:path";
import type { Tracing } from "../../lib/tracing.ts";
import { createMeters, type Meters } from "../../lib/work-meter.ts";
import { createConfiguredStore } from "../settings/configured-store.ts";
import type { ConfiguredStore } from "../settings/configured-store.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import type { S3Settings } from "../settings/settings.ts";
import type { OwedDeletions } from "./owed-deletions.ts";

export interface StoresOptions {
  readonly dataDir: string;
  readonly settings: SettingsStore;
  readonly tracing: Tracing | null;
  /** Not asked for before something is stored. */
  readonly owedDeletions: () => OwedDeletions;
}

export interface Stores {
  readonly files: ConfiguredStore;
  readonly backups: ConfiguredStore;
  /** Of both, and of what else is counted. */
  readonly meters: Meters;
}

/** Opens where the files of records and the backups are. */
export function openStores(
  opened: AsyncDisposableStack,
  { dataDir, settings, tracing, owedDeletions }: StoresOptions,
): Stores {
  const meters = createMeters();
  const open = (name: "files" | "backups", folder: string, s3: () => S3Settings): ConfiguredStore => {
    const store = createConfiguredStore({
      folder: join(dataDir, folder),
      isPrivate: name === "backups",
      s3,
      meter: meters.stores[name],
      tracing,
      onLeftover: (leftover) => owedDeletions().add(name, leftover, "a failed upload left it in the bucket"),
      beforeWrite: (key) => owedDeletions().release(name, key),
    });
    return opened.use(store);
  };
  return {
    files: open("files", "storage", () => settings.current().s3),
    backups: open("backups", "backups", () => settings.current().backups.s3),
    meters,
  };
}
