import type { Connection } from "../database/engine.ts";
import { NoRowError } from "../lib/api-error.ts";
import { toText } from "../lib/convert.ts";
import type { Collection } from "../model/collections/collection.ts";
import type { Context } from "../model/context.ts";
import type { RecordModel } from "../model/records/record.ts";
import type { Frame } from "./frame.ts";
import type { CallPlace } from "./hook-thread.ts";
import type { WireCall } from "./wire.ts";

/** Performs what a handler called. Gives what its method in `runtime/` makes of it; what it throws is thrown in the handler. */
export type Operation = (call: OperationCall) => unknown;

/** The operations of one group by name; `operations/all-operations.ts` lists the groups. */
export type Operations = Readonly<Record<string, Operation>>;

interface CalledFrom {
  readonly frame: Frame;
  readonly place: CallPlace;
}

/** The call of an operation, with its arguments by place. */
export class OperationCall {
  readonly frame: Frame;
  readonly args: readonly unknown[];
  readonly #app: number;
  readonly #place: CallPlace;
  readonly #records: readonly RecordModel[];

  constructor({ frame, place }: CalledFrom, { app, args }: WireCall, records: readonly RecordModel[]) {
    this.frame = frame;
    this.args = args;
    this.#app = app;
    this.#place = place;
    this.#records = records;
  }

  /** Of the app that it is called on. */
  get context(): Context {
    return this.frame.context(this.#app);
  }

  /** The same for an operation that writes: fails where that would wait for the handler's own transaction. */
  get writeContext(): Context {
    return this.frame.writeContext(this.#app);
  }

  /** The auxiliary database, or the transaction of it that the app is of. */
  get auxiliary(): Connection {
    return this.frame.auxiliaryTransaction(this.#app) ?? this.context.auxiliary;
  }

  /** Works in one transaction of the auxiliary database. */
  writeAuxiliary<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const open = this.frame.auxiliaryWriter(this.#app);
    return open === null ? this.context.auxiliary.transaction(work) : work(open);
  }

  /** The app is one that `unsafeWithoutHooks` gave: it writes records as they are. */
  get isWithoutHooks(): boolean {
    return this.frame.isWithoutHooks(this.context);
  }

  get app(): number {
    return this.#app;
  }

  /** All records of the call, in the order of its arguments. */
  get records(): readonly RecordModel[] {
    return this.#records;
  }

  /** Has the answer bring bytes, which are the handler's from then on. Gives the key by which its value names them. */
  giveBytes(bytes: Uint8Array<ArrayBuffer>): number {
    return this.#place.thread.giveBytes(this.#place.callId, bytes);
  }

  /** Bytes that came beside the call. */
  bytes(place: number): Uint8Array<ArrayBuffer> {
    return this.frame.bytes.take(this.args[place]);
  }

  text(place: number): string {
    return toText(this.args[place]);
  }

  /** As Go converts numbers: "7" and 7.9 are 7, what is no number is 0. */
  integer(place: number): number {
    const value = Math.trunc(Number(this.args[place] ?? 0));
    return Number.isFinite(value) ? value : 0;
  }

  /** An object of values by name; empty for anything else. */
  object(place: number): Readonly<Record<string, unknown>> {
    const value = this.args[place];
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  }

  list(place: number): readonly unknown[] {
    const value = this.args[place];
    return Array.isArray(value) ? value : [];
  }

  /** A record that the realm sent. */
  record(place: number): RecordModel {
    const record = this.#records[Number(this.args[place])];
    if (record === undefined) throw new TypeError(`argument ${place + 1} must be a record`);
    return record;
  }

  /** By name, id, or what the realm made of a collection object: its key. */
  collection(place: number): Collection {
    const value = this.args[place];
    const found =
      typeof value === "number"
        ? this.frame.parts.collections.find(value)
        : this.context.collections.current().find(toText(value));
    if (found === undefined) throw new NoRowError();
    return found;
  }
}
