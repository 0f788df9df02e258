import type { Connection, Engine, SqlValue, Transaction } from "../../database/engine.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Logger } from "../../lib/log.ts";
import { initialSettings } from "../migrations/initial-settings.ts";
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
  /** Called after each reload. */
  readonly onReload: () => Promise<void>;
}

const TOPIC = "settings";

/** Loads the settings and keeps them up to date with changes of this process, of its workers and of other processes. */
export async function createSettingsStore(options: StoreOptions): Promise<SettingsStore> {
  const { database, bus, log, encryptionKey, onReload } = options;
  const origin = crypto.randomUUID();
  // Asked first: a change while the settings are read is then one more, and they are read again.
  let foreignChanges = database.foreignChanges();
  let settings = await load(database, encryptionKey);
  let loading: Promise<void> = Promise.resolve();

  /** One after the other, so that an older reading never replaces a newer one. */
  const refresh = (): Promise<void> => {
    const next = loading.then(async () => {
      settings = await load(database, encryptionKey);
      await onReload();
    });
    loading = next.catch(() => undefined);
    return next;
  };
  const refreshLater = (): void => {
    refresh().catch((error: unknown) => log.error("failed to reload the settings", { error: String(error) }));
  };
  bus.subscribe(TOPIC, (message) => {
    if (message !== origin) refreshLater();
  });

  const reload = async (): Promise<void> => {
    await refresh();
    bus.publish(TOPIC, origin);
  };
  return {
    current() {
      const seen = database.foreignChanges();
      if (seen !== foreignChanges) {
        foreignChanges = seen;
        refreshLater();
      }
      return settings;
    },
    async reload(transaction) {
      if (transaction === undefined) await reload();
      else transaction.afterCommit(reload);
    },
  };
}

async function load(connection: Connection, encryptionKey: string | null): Promise<Settings> {
  const row = await connection.get<{ value: SqlValue }>(`SELECT "value" FROM "_params" WHERE "id" = 'settings'`);
  return row === null ? initialSettings : decodeSettings(row.value, encryptionKey);
}
