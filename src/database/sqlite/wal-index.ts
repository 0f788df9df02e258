import { closeSync, openSync, readSync } from "node:fs";

/** Where SQLite's index of the write-ahead log counts the commits of all processes (`WalIndexHdr.iChange`). */
const CHANGE_OFFSET = 8;
/** And the pages that are in the log (`mxFrame`). */
const FRAMES_OFFSET = 16;

interface Opened {
  readonly descriptor: number;
  users: number;
}

/**
 * By path. A process that closes any descriptor of a file loses all locks that it holds on the file, SQLite's too, so it is closed
 * only when no connection of this process has the database open.
 */
const openFiles = new Map<string, Opened>();

/** Counts the commits into a database, by whatever process, and the pages of its log. Must be closed after the connections to the database. */
export class WalIndex implements Disposable {
  readonly #path: string;
  readonly #opened: Opened;
  readonly #value = new Uint32Array(1);
  readonly #bytes = new Uint8Array(this.#value.buffer);

  /** The database must be open, in WAL mode. */
  constructor(file: string) {
    this.#path = `${file}-shm`;
    const opened = openFiles.get(this.#path) ?? { descriptor: openSync(this.#path, "r"), users: 0 };
    opened.users += 1;
    openFiles.set(this.#path, opened);
    this.#opened = opened;
  }

  change(): number {
    return this.#read(CHANGE_OFFSET);
  }

  /** How many pages the log has since it last began anew. */
  frames(): number {
    return this.#read(FRAMES_OFFSET);
  }

  #read(offset: number): number {
    readSync(this.#opened.descriptor, this.#bytes, 0, this.#bytes.length, offset);
    return this.#value[0] ?? 0;
  }

  [Symbol.dispose](): void {
    this.#opened.users -= 1;
    if (this.#opened.users > 0) return;
    openFiles.delete(this.#path);
    closeSync(this.#opened.descriptor);
  }
}
