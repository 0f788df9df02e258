/** What an open data directory may ask of the program that opened it. */
export interface Lifecycle {
  /** Rejects with one line where the folder can't be served as a data directory. Leaves nothing behind in it. */
  checkDirectory(folder: string): Promise<void>;
  /**
   * Ends all requests, exchanges the data directory's content for what `prepareSwap` got, if that is wanted, and starts anew in
   * the same process.
   * Returns at once. Null where nothing is served.
   */
  restart: ((options: RestartOptions) => void) | null;
}

export interface RestartOptions {
  /** The entries of the data directory that stay; null: all of them. */
  readonly keep: readonly string[] | null;
}
