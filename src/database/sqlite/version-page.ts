// The numbers of the last commits into tables, in memory that the workers of a server may share.
//
// `table-versions.ts` uses it. The holder of the database's write lock writes into the cells of the tables that it changed the number
// that its commit will have, and then commits; `commit-clock.ts` knows which numbers are reached. Must stay true: a cell is written
// before the writer is answered, so a client that was told of its write finds it at every worker; and a writer that is killed at
// any moment leaves at worst a number that is not reached, which means "not known".
import { LruMap } from "../../lib/lru-map.ts";
import { closeSync, ftruncateSync, openSync } from "node:fs";

const CELLS = 32_768;
/** The number of the last commit after which anything may be different, or statements mean something else. */
export const EVERYTHING = 0;
/** Counts what changed everything without a commit of this server. */
export const EPOCH = 1;
/** The number of the last commit of this server. */
export const LAST_COMMIT = 2;
/** How many commits by others were noticed. */
export const FOREIGN_CHANGES = 3;
/** The number of the worker whose turn it is to write; 0 for nobody. */
export const TURN = 4;
/** The highest number of a worker. */
export const LAST_WAITER = 5;
/** A cell for each worker: 1 while it waits for its turn. */
export const FIRST_WAITER = 16;
export const MAX_WAITERS = 1_008;
const FIRST_TABLE = FIRST_WAITER + MAX_WAITERS;
/** The rest is for keys of what was written. */
const FIRST_KEY = 16_384;
const MAX_TABLES = 10_000;

export class VersionPage {
  readonly #cells: Uint32Array<ArrayBuffer>;
  readonly #isShared: boolean;
  readonly #tables = new LruMap<string, number>(MAX_TABLES);

  private constructor(cells: Uint32Array<ArrayBuffer>, isShared: boolean) {
    this.#cells = cells;
    this.#isShared = isShared;
  }

  /** For a single process. */
  static inMemory(): VersionPage {
    return new VersionPage(new Uint32Array(CELLS), false);
  }

  /** Makes the file of a page that the processes of a server share. */
  static create(file: string): void {
    const descriptor = openSync(file, "w", 0o600);
    try {
      ftruncateSync(descriptor, CELLS * Uint32Array.BYTES_PER_ELEMENT);
    } finally {
      closeSync(descriptor);
    }
  }

  static open(file: string): VersionPage {
    const { buffer, byteOffset } = Bun.mmap(file, { shared: true });
    return new VersionPage(new Uint32Array(buffer as ArrayBuffer, byteOffset, CELLS), true);
  }

  /** Tables may share a cell, and then change together. A table may be named with other capitals than it was made with. */
  cellOf(table: string): number {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    const cell = FIRST_TABLE + (Bun.hash.crc32(table.toLowerCase()) % (FIRST_KEY - FIRST_TABLE));
    this.#tables.set(table, cell);
    return cell;
  }

  cellOfKey(key: string): number {
    return FIRST_KEY + (Bun.hash.crc32(key) % (CELLS - FIRST_KEY));
  }

  at(cell: number): number {
    // Asked several times a request: a plain load takes a fifth of the time.
    return this.#isShared ? Atomics.load(this.#cells, cell) : (this.#cells[cell] ?? 0);
  }

  set(cell: number, value: number): void {
    Atomics.store(this.#cells, cell, value);
  }

  /** False where the cell held something else. */
  replace(cell: number, expected: number, value: number): boolean {
    return Atomics.compareExchange(this.#cells, cell, expected, value) === expected;
  }

  raise(cell: number, least: number): void {
    for (let value = this.at(cell); value < least && !this.replace(cell, value, least);) value = this.at(cell);
  }

  increment(cell: number): void {
    Atomics.add(this.#cells, cell, 1);
  }

  /** Where numbers begin anew. To be called with the write lock. */
  clear(): void {
    this.increment(EPOCH);
    this.set(EVERYTHING, 0);
    for (let cell = FIRST_TABLE; cell < CELLS; cell++) this.set(cell, 0);
  }
}
