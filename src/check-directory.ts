import { join } from "node:path";
import type { Engine } from "./database/engine.ts";
import { createLocalBus } from "./lib/bus/local-bus.ts";
import type { Logger } from "./lib/log.ts";
import { createCollectionStore } from "./model/collections/collection-store.ts";
import type { CheckOptions } from "./model/lifecycle.ts";
import { migrate } from "./model/migrations/migrate.ts";
import { createSettingsStore } from "./model/settings/settings-store.ts";

interface Opener {
  readonly open: (file: string) => Promise<Engine>;
  readonly close: (engine: Engine) => Promise<void>;
  readonly encryptionKey: string | null;
  readonly log: Logger;
}

/** Opens what a backup held as it would be opened when it is in place. */
export async function checkDirectory(
  folder: string,
  { open, close, encryptionKey, log }: Opener,
  { isThorough = false, inspect }: CheckOptions = {},
): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const database = opened.adopt(await open(join(folder, "data.db")), close);
  const auxiliary = opened.adopt(await open(join(folder, "auxiliary.db")), close);
  await refuseDamage("data.db", database, isThorough);
  if (isThorough) await refuseDamage("auxiliary.db", auxiliary, isThorough);
  // The archive is a copy already.
  const known = await migrate({ database, auxiliary, dataDir: folder, encryptionKey, log, keepsCopy: false });
  const bus = createLocalBus(() => undefined);
  // Settings that are encrypted with another key can't be read.
  const settings = await createSettingsStore({ database, bus, log, encryptionKey, onReload: () => Promise.resolve() });
  if (inspect === undefined) return;
  const collections = await createCollectionStore({ database, bus, log, known });
  await inspect({ database, settings: settings.current(), collections: collections.current().all });
}

async function refuseDamage(name: string, engine: Engine, isThorough: boolean): Promise<void> {
  const [damage] = await engine.findDamage(isThorough);
  if (damage !== undefined) throw new Error(`${name} is damaged: ${damage}`);
}
