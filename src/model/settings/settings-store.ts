import type { Connection, Engine, SqlValue, Transaction } from "../../database/engine.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Logger } from "../../lib/log.ts";
import { services, topics } from "../protocol/bus-topics.ts";
import { initialSettings } from "./initial-settings.ts";
import { findParam, SETTINGS_ID } from "../params/param-rows.ts";
import { decodeSettings } from "./settings-text.ts";
import type { Settings } from "./settings.ts";

/** The cache of the settings. */
export interface SettingsStore {
  /** The settings as last committed. A change by another process is noticed soon, not at once. */
  current(): Settings;
  /** Loads anew after a change and tells the bus. Inside a transaction it takes effect after the commit. */
  reload(transaction?: Transaction): Promise<void>;
}

interface StoreOptions {
  readonly database: Engine;
  readonly bus: Bus;
  readonly log: Logger;
  readonly encryptionKey: string | null;
  /** Called after each reload that was asked for, by this instance or another one, and when another process has changed the settings. */
  readonly onReload: () => Promise<void>;
}

/** Loads the settings and keeps them up to date with changes of this process, of its workers and of other processes. */
export async function createSettingsStore(options: StoreOptions): Promise<SettingsStore> {
  const { database, bus, log, encryptionKey, onReload } = options;
  // Asked first: a change while the settings are read is then one more, and they are read again.
  let foreignChanges = database.foreignChanges();
  let loaded = await load(database, encryptionKey);
  let loading: Promise<void> = Promise.resolve();

  /** One after the other, so that an older reading never replaces a newer one. */
  const refresh = ({ isAsked }: { isAsked: boolean }): Promise<void> => {
    const next = loading.then(async () => {
      const before = loaded.stored;
      loaded = await load(database, encryptionKey);
      if (isAsked || loaded.stored !== before) await onReload();
    });
    loading = next.catch(() => undefined);
    return next;
  };
  const refreshLater = (options: { isAsked: boolean }): void => {
    refresh(options).catch((error: unknown) => log.error("failed to reload the settings", { error: String(error) }));
  };
  bus.subscribe(topics.settings, (_, origin) => {
    if (origin === "other") refreshLater({ isAsked: true });
  });

  const reload = async (): Promise<void> => {
    await refresh({ isAsked: true });
    // As in PocketBase.
    await bus.call(services.resetRequestCounts, null);
    bus.publish(topics.settings, null);
  };
  return {
    current() {
      const seen = database.foreignChanges();
      if (seen !== foreignChanges) {
        foreignChanges = seen;
        // It may be of any table.
        refreshLater({ isAsked: false });
      }
      return loaded.settings;
    },
    async reload(transaction) {
      if (transaction === undefined) await reload();
      else transaction.afterCommit(reload);
    },
  };
}

interface Loaded {
  /** The settings as they are stored; null where they are not. */
  readonly stored: SqlValue;
  readonly settings: Settings;
}

async function load(connection: Connection, encryptionKey: string | null): Promise<Loaded> {
  const row = await findParam(connection, SETTINGS_ID);
  if (row === null) return { stored: null, settings: initialSettings };
  return { stored: row.value, settings: decodeSettings(row.value, encryptionKey) };
}
