import type { Engine } from "../database/engine.ts";
import type { Collection } from "./collections/collection.ts";
import type { Settings } from "./settings/settings.ts";

/** What an open data directory may ask of the program that opened it. */
export interface Lifecycle {
  /** Rejects with one line where the folder can't be served as a data directory. Leaves nothing behind in it. */
  checkDirectory(folder: string, options?: CheckOptions): Promise<void>;
  /**
   * Ends all requests, exchanges the data directory's content for what `prepareSwap` got, if that is wanted, and starts anew in
   * the same process.
   * Returns at once. Null where nothing is served.
   */
  restart: ((options: RestartOptions) => void) | null;
  /** Whether the server is about to stop, which health checks say while all else is answered as ever. */
  isDraining: boolean;
  /** Whether what is about to end is to start anew. */
  isRestarting: boolean;
}

export interface CheckOptions {
  /** Whether both databases are searched for all damage that can be found. Default: data.db alone, for what would fail soon. */
  readonly isThorough?: boolean;
  /** Looks at the opened directory before it is closed. */
  readonly inspect?: (directory: InspectedDirectory) => Promise<void>;
}

export interface InspectedDirectory {
  readonly database: Engine;
  readonly settings: Settings;
  readonly collections: readonly Collection[];
}

export interface RestartOptions {
  /** The entries of the data directory that stay; null: all of them. */
  readonly keep: readonly string[] | null;
  /** What other nodes wait for; its end is that of the exchange. */
  readonly turn?: AsyncDisposable | null;
}
