import type { Connection, Engine, SqlValue, Transaction } from "../../database/engine.ts";
import { TableFollower } from "../../database/table-follower.ts";
import type { Bus } from "../../lib/bus.ts";
import type { Logger } from "../../lib/log.ts";
import { services, topics } from "../protocol/bus-topics.ts";
import { initialSettings } from "./initial-settings.ts";
import { findParam, PARAMS_TABLE, SETTINGS_ID } from "../params/param-rows.ts";
import { decodeSettings } from "./settings-text.ts";
import type { Settings } from "./settings.ts";

/** The cache of the settings. */
export interface SettingsStore {
  /** The settings as last committed. A change by another process is noticed soon, not at once. */
  current(): Settings;
  /** As that of the collections. What follows the settings hears of such a change a little later. */
  catchUp(): Promise<void> | null;
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
  const follower = new TableFollower({
    database,
    table: PARAMS_TABLE,
    initial: NOT_STORED,
    load: (known) => load(database, encryptionKey, known),
  });
  await follower.read();
  /** The settings that `onReload` was called for. */
  let told = follower.value.stored;
  let telling: Promise<void> = Promise.resolve();

  /** Apart from the readings, which what is called may need. */
  const tell = ({ isAsked }: { isAsked: boolean }): Promise<void> => {
    const next = telling.then(async () => {
      if (!isAsked && follower.value.stored === told) return;
      told = follower.value.stored;
      await onReload();
    });
    telling = next.catch(() => undefined);
    return next;
  };
  const refresh = async (options: { isAsked: boolean }): Promise<void> => {
    await follower.read();
    await tell(options);
  };
  const refreshLater = (options: { isAsked: boolean }): void => {
    refresh(options).catch((error: unknown) => log.error("failed to reload the settings", { error: String(error) }));
  };
  bus.subscribe(topics.settings, (_, origin) => {
    if (origin === "other") refreshLater({ isAsked: true });
  });
  bus.onBreak("messages", () => refreshLater({ isAsked: false }));

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
      return follower.value.settings;
    },
    catchUp: () => follower.catchUp(),
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

const NOT_STORED: Loaded = { stored: null, settings: initialSettings };

async function load(connection: Connection, encryptionKey: string | null, known: Loaded): Promise<Loaded> {
  const row = await findParam(connection, SETTINGS_ID);
  if (row === null) return NOT_STORED;
  // Other rows of the table change more often.
  if (row.value === known.stored) return known;
  return { stored: row.value, settings: decodeSettings(row.value, encryptionKey) };
}
