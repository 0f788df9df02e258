import type { SqlValue } from "../../engine.ts";
import type { PostgresConnection } from "../connection.ts";
import type { DriverRows } from "../rows.ts";
import { type EventBatch, type EventEntry, parseEntries, parseTables } from "./event-batch.ts";

/** The state of the log after a call of the sequencer. */
export interface Sequenced {
  readonly epoch: string;
  /** The newest batch, and the number of its last entry. */
  readonly id: number;
  readonly last: number;
  /** Its events, where it was made by this call and is small. */
  readonly payload: string | null;
  /** Whether there was more than fits into one batch. */
  readonly isFull: boolean;
}

export interface StoredPart {
  readonly node: string;
  /** Counts up for each node: what has been stored under it is not stored again. */
  readonly part: number;
  readonly tables: readonly string[];
  readonly lines: readonly string[];
}

const SEQUENCE = `SELECT epoch, id, last, payload, is_full AS "isFull" FROM bb.sequence($1)`;
const READ = `SELECT b.id, b.last, e.node, e.tables, e.entries
  FROM (SELECT id, last, seqs FROM bb.batch WHERE id > $1 ORDER BY id LIMIT $2) b
  CROSS JOIN LATERAL unnest(b.seqs) AS s(seq) JOIN bb.event e ON e.seq = s.seq
  ORDER BY b.id, e.seq`;
const FIND_AFTER = `SELECT id FROM bb.batch WHERE last > $1 ORDER BY last, id LIMIT 1`;
const STORE = `INSERT INTO bb.event (node, part, tables, size, entries) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (node, part) WHERE part IS NOT NULL DO NOTHING`;
const FORGET = "SELECT bb.forget_events($1, $2) AS count";

/** The connection on which a server reads and orders events, apart from those that transactions may hold for long. */
export class EventLink implements AsyncDisposable {
  readonly #open: () => Promise<PostgresConnection>;
  #connection: Promise<PostgresConnection> | null = null;
  #isClosed = false;

  constructor(open: () => Promise<PostgresConnection>) {
    this.#open = open;
  }

  async sequence(known: number): Promise<Sequenced> {
    const [row] = await this.#query(SEQUENCE, [known]);
    return row as unknown as Sequenced;
  }

  /** The batches behind that one, at most so many. */
  async read(id: number, limit: number): Promise<EventBatch[]> {
    const rows = (await this.#query(READ, [id, limit])) as unknown as EventRow[];
    const batches: (EventBatch & { readonly events: object[] })[] = [];
    for (const { id, last, node, tables, entries } of rows) {
      if (batches.at(-1)?.id !== id) batches.push({ id, last, events: [] });
      batches.at(-1)?.events.push({ node, tables: parseTables(tables), entries: parseEntries(entries) });
    }
    return batches;
  }

  /** The batch with the first entry behind that number; null where there is none. */
  async findAfter(seq: number): Promise<number | null> {
    const [row] = await this.#query(FIND_AFTER, [seq]);
    return (row?.["id"] as number | undefined) ?? null;
  }

  async store({ node, part, tables, lines }: StoredPart): Promise<void> {
    await this.#query(STORE, [node, part, JSON.stringify(tables), lines.length, lines.join("\n")]);
  }

  /** Deletes what is older, and returns how many batches those were: at most so many. */
  async forget(seconds: number, limit: number): Promise<number> {
    const [row] = await this.#query(FORGET, [seconds, limit]);
    return (row?.["count"] as number | undefined) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => null);
    await connection?.close();
  }

  async #query(sql: string, parameters: readonly SqlValue[]): Promise<DriverRows> {
    const connection = await this.#get();
    return connection.query(sql, parameters);
  }

  async #get(): Promise<PostgresConnection> {
    if (this.#isClosed) throw new Error("the database is closed");
    const opening = (this.#connection ??= this.#openNew());
    const connection = await opening.catch((error: unknown) => {
      if (this.#connection === opening) this.#connection = null;
      throw error;
    });
    if (!connection.isBroken) return connection;
    if (this.#connection === opening) this.#connection = null;
    return this.#get();
  }

  async #openNew(): Promise<PostgresConnection> {
    const connection = await this.#open();
    // Statements of one call must see what was committed between them, however the role is set.
    await connection.send("SET default_transaction_isolation = 'read committed'");
    return connection;
  }
}

interface EventRow {
  readonly id: number;
  readonly last: number;
  readonly node: string;
  readonly tables: string;
  readonly entries: string;
}

/** How many entries a batch has. */
export function sizeOf({ events }: EventBatch): number {
  return events.reduce((size, { entries }) => size + entries.length, 0);
}

/** The entries of a batch with their numbers. */
export function* numbered(batch: EventBatch): Generator<EventEntry & { readonly seq: number }> {
  let seq = batch.last - sizeOf(batch);
  for (const { entries } of batch.events) for (const { name, body } of entries) yield { seq: (seq += 1), name, body };
}
