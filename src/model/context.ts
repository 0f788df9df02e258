import type { Connection, Engine, Transaction, TransactionOptions } from "../database/engine.ts";
import type { NodeList } from "../database/node-list.ts";
import type { AgeKey } from "../lib/age.ts";
import type { BackgroundTasks } from "../lib/background-tasks.ts";
import type { BcryptThreads } from "../lib/bcrypt-threads.ts";
import type { BlobStore } from "../lib/blob-store.ts";
import type { Bus } from "../lib/bus.ts";
import type { CronJobs } from "../lib/cron.ts";
import type { KeyedGate } from "../lib/keyed-gate.ts";
import type { KeyedLock } from "../lib/keyed-lock.ts";
import type { Logger } from "../lib/log.ts";
import type { Turns } from "../lib/time-slicer.ts";
import type { Tracing } from "../lib/tracing.ts";
import type { Meters } from "../lib/work-meter.ts";
import type { SignInGuard } from "./auth/sign-in-guard.ts";
import type { BackupGuard } from "./backups/backup-guard.ts";
import type { CollectionStore } from "./collections/collection-store.ts";
import type { OwedDeletions } from "./files/owed-deletions.ts";
import type { Hooks } from "./hooks.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { LogStore } from "./logs/log-store.ts";
import type { SettingsStore } from "./settings/settings-store.ts";
import { isSeenByUserCode, noteUserError } from "./user-code.ts";

/**
 * Everything that operations work with. Operations are functions that get it first.
 * `inTransaction` gives its work a copy whose `connection` is the transaction, and whose collections are those of it.
 */
export interface Context {
  /** What to read and write through: the engine, or the open transaction. */
  readonly connection: Connection;
  /** Set inside a transaction. */
  readonly transaction: Transaction | null;
  /** data.db */
  readonly database: Engine;
  /** auxiliary.db: logs */
  readonly auxiliary: Engine;
  readonly collections: CollectionStore;
  readonly settings: SettingsStore;
  readonly hooks: Hooks;
  readonly bus: Bus;
  /** Files of records. */
  readonly files: BlobStore;
  readonly backups: BlobStore;
  /** By collection and record id: holds apart requests that change values which they have read. */
  readonly recordLocks: KeyedLock;
  /** Deletions in both that failed. */
  readonly owedDeletions: OwedDeletions;
  readonly backupGuard: BackupGuard;
  /** Null where nothing is traced. */
  readonly tracing: Tracing | null;
  /** What is counted for the metrics. */
  readonly meters: Meters;
  readonly log: Logger;
  /** Errors that the log has already, with their place in the code of a plugin: telling them again helps nobody. */
  readonly toldErrors: WeakSet<object>;
  /** Errors that a hook file threw and no plugin let through: after an answer they are only logged. */
  readonly hookFileErrors: WeakSet<object>;
  /** The stored log; what goes to `log` is in it too. */
  readonly logs: LogStore;
  /** Work that no request waits for, such as mails. */
  readonly background: BackgroundTasks;
  /** For work of requests that would hold the event loop up: it goes on in short slices. */
  readonly turns: Turns;
  /** They run while the directory is served. */
  readonly crons: CronJobs;
  readonly signInGuard: SignInGuard;
  /** Through it go requests to servers that may not answer, by host. */
  readonly outgoing: KeyedGate;
  /** Where passwords are hashed. */
  readonly bcrypt: BcryptThreads;
  /** The nodes that share the database, with this one; null for a server that is alone. */
  readonly nodes: NodeList | null;
  readonly lifecycle: Lifecycle;
  readonly options: AppOptions;
}

/** What checks of definitions look at; an old data directory has no more while it is brought up to date. */
export interface DefinitionContext {
  readonly connection: Connection;
  readonly collections: Pick<CollectionStore, "current">;
}

export interface AppOptions {
  /** Absolute path of the data directory. */
  readonly dataDir: string;
  /** The URL of a PostgreSQL database, with its password; the directory then holds files alone. Default: SQLite in the directory. */
  readonly database?: string | undefined;
  /** The name of this server among several on that database. Default: it is alone. */
  readonly node?: string | undefined;
  /** Where it listens, for those who look at the list of nodes. */
  readonly address?: string | undefined;
  /** Whether this process serves the data, which commands beside a server don't. Default: false. */
  readonly isServer?: boolean;
  readonly isDevelopment: boolean;
  /** The 32-character key of `--encryptionEnv`, or null. */
  readonly encryptionKey: string | null;
  /** Encrypts new backups and decrypts old ones. Default: none are encrypted. */
  readonly backupKey?: AgeKey | null;
  readonly queryTimeoutMs: number;
  /** How many processes serve the directory on this machine: they share its cores. Default: 1. */
  readonly processCount?: number;
  /** Which of them this is. Default: 1. */
  readonly processNumber?: number;
  /** The file of the page with which these processes know of each other's commits. Default: there is only one. */
  readonly versionFile?: string | undefined;
}

/** Runs `work` in the open transaction of the context, or in a new one. */
export function inTransaction<T>(
  context: Context,
  work: (context: Context) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  if (context.transaction !== null) return work(context);
  return context.database.transaction((transaction) => {
    const collections = context.collections.within(transaction);
    const working = work({ ...context, connection: transaction, transaction, collections });
    if (!context.database.hasOtherWriters) return working;
    return working.catch((error: unknown) => {
      if (isSeenByUserCode(transaction)) noteUserError(error);
      throw error;
    });
  }, options);
}

/** Waits for other transactions that change collections: what the context knows of them afterwards stays so until its end. */
export async function lockCollections({ transaction, collections }: Context): Promise<void> {
  await transaction?.lock("collections");
  await collections.reload();
}

/** Has `work` run with a context of its own after the open transaction of the context ended so; `reason` is what a rollback is for. */
export function afterTransaction(
  context: Context,
  outcome: "commit" | "rollback",
  work: (context: Context, reason: unknown) => void | Promise<void>,
): void {
  const { transaction } = context;
  if (transaction === null) throw new Error("no transaction is open");
  // Made when it is needed: a batch asks for both with each record.
  if (outcome === "commit") transaction.afterCommit(() => work(outside(context), null));
  else transaction.afterRollback((reason) => work(outside(context), reason));
}

const outer = new WeakMap<Context, Context>();

/** The same for all that a transaction calls at its end. */
function outside(context: Context): Context {
  let found = outer.get(context);
  if (found === undefined) {
    found = { ...context, connection: context.database, transaction: null };
    outer.set(context, found);
  }
  return found;
}
