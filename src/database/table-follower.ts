import type { Engine, TableVersion } from "./engine.ts";

export interface TableFollowerOptions<Value> {
  readonly database: Pick<Engine, "versionOfTable">;
  readonly table: string;
  /** What is known before the first reading. */
  readonly initial: Value;
  /** Reads the table; `known` may save work. */
  readonly load: (known: Value) => Promise<Value>;
}

/** What is known of the table without reading it. */
export interface KnownTable<Value> {
  readonly value: Value;
  /** With this version the value is what the table holds; null where that is not known. */
  readonly version: TableVersion | null;
}

/** Keeps what was read from a table up to date with the commits into it. */
export class TableFollower<Value> {
  readonly #options: TableFollowerOptions<Value>;
  #value: Value;
  /** That of what was read last. */
  #version: TableVersion | null = null;
  #reading: Promise<void> = Promise.resolve();
  /** A reading that has not begun yet. */
  #waiting: Promise<void> | null = null;
  #catchingUp: { readonly version: TableVersion; readonly done: Promise<void> } | null = null;

  constructor(options: TableFollowerOptions<Value>) {
    this.#options = options;
    this.#value = options.initial;
  }

  /** What was read last. */
  get value(): Value {
    return this.#value;
  }

  get known(): KnownTable<Value> {
    return { value: this.#value, version: this.#version };
  }

  /** Reads anew: one after the other, so that an older reading never replaces a newer one. */
  read(known?: KnownTable<Value>): Promise<void> {
    return this.#readNext(() => known ?? { value: this.#value, version: null });
  }

  /** What to wait for until all is read that was committed until now, by whatever instance; null where it has been. */
  catchUp(): Promise<void> | null {
    const { database, table } = this.#options;
    const version = database.versionOfTable(table);
    if (version !== null && version === this.#version) return null;
    // While a change is being committed, there may be an earlier one that was not read yet. All who ask before the next reading
    // has begun share it: where nothing is known of versions for a while, that is every request.
    if (version === null) {
      this.#waiting ??= this.#readNext(() => {
        this.#waiting = null;
        return { value: this.#value, version: null };
      });
      return this.#waiting;
    }
    if (this.#catchingUp?.version === version) return this.#catchingUp.done;
    const done = this.read().finally(() => (this.#catchingUp = null));
    this.#catchingUp = { version, done };
    return done;
  }

  /** `known` is called when the reading begins. */
  #readNext(known: () => KnownTable<Value>): Promise<void> {
    const { database, table, load } = this.#options;
    const next = this.#reading.then(async () => {
      const from = known();
      const version = database.versionOfTable(table);
      const isKnown = version !== null && version === from.version;
      this.#value = isKnown ? from.value : await load(from.value);
      this.#version = version;
    });
    this.#reading = next.catch(() => undefined);
    return next;
  }
}
