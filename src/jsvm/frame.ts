import { AsyncLocalStorage } from "node:async_hooks";
import type { Connection } from "../database/engine.ts";
import type { Collection, CollectionSnapshot } from "../model/collections/collection.ts";
import type { UnsavedFile } from "../model/fields/field.ts";
import { type Context, inTransaction } from "../model/context.ts";
import type { RecordModel } from "../model/records/record.ts";
import { GivenBytes } from "./given-bytes.ts";
import type { CallPlace } from "./hook-thread.ts";
import type { HookParts } from "./hook-parts.ts";
import { KnownRecords } from "./known-records.ts";
import { type Operation, OperationCall } from "./operation.ts";
import { operations } from "./operations/all-operations.ts";
import type {
  EventChanges,
  SentRecord,
  Thrown,
  WireAnswer,
  WireCall,
  WireFile,
  WireOutcome,
  WireRecord,
} from "./wire.ts";
import { RunContexts } from "./run-contexts.ts";
import { newRunKey } from "./run-keys.ts";
import { ErrorTable } from "./wire-error.ts";
import { decodeRecord, encodeRecord, type RecordLinks } from "./wire-record.ts";
import type { EventLink } from "./events/event-link.ts";

interface OpenTransaction {
  readonly app: number;
  readonly isAuxiliary: boolean;
  readonly gate: PromiseWithResolvers<void>;
  /** Settles when it has been committed or rolled back. */
  readonly done: Promise<void>;
}

type Flow = <T>(work: () => T) => T;

/** Called within a transaction; resolves when it is to be committed. */
type Opened = (context: Context, auxiliary: Connection | null) => Promise<void>;

const WAITS_FOR_ITSELF =
  "a write through $app waits for the transaction that the same handler has open: use the app that runInTransaction gives";
const ENDED = "the hook ended within its transaction";

/** The number of no call, so that nothing runs in the thread that waits in one. */
const NO_CALL = 0;

/** What hooks of models run around. */
const WRITES = /^(?:record|collection|settings)\.(?:save|saveNoValidate|validate|delete)$/;

/**
 * The server's side of one run of a handler: what the handler holds of the server, by key. Calls of the handler are performed in
 * the asynchronous flow that the run began in, or in that of the innermost transaction that it has open.
 */
export class Frame implements RecordLinks {
  readonly parts: HookParts;
  readonly event: EventLink | null;
  readonly errors = new ErrorTable();
  readonly known = new KnownRecords(this);
  readonly bytes = new GivenBytes();
  /** What an operation keeps for the length of the run, such as an open file system, by key. */
  readonly #resources = new Map<string, unknown>();
  readonly #contexts: RunContexts;
  /** The open transactions of the auxiliary database, by the keys of their apps. */
  readonly #auxiliary = new Map<number, Connection>();
  /** The states of collections that the run knows: kept, so that their keys mean something as long as it lasts. */
  readonly #collections = new Set<Collection | CollectionSnapshot>();
  readonly #files = new Map<number, UnsavedFile>();
  readonly #fileKeys = new Map<UnsavedFile, number>();
  readonly #transactions: OpenTransaction[] = [];
  /** The app of the transaction that a `BEGIN` of the handler has opened; null for none. */
  begunApp: number | null = null;
  #isClosed = false;
  readonly #flows: Flow[] = [AsyncLocalStorage.snapshot()];

  constructor(parts: HookParts, event: EventLink | null) {
    this.parts = parts;
    this.event = event;
    this.#contexts = new RunContexts(parts.context);
  }

  /** The key of a context, by which the realm names the app that it stands for. */
  appKey(context: Context): number {
    return this.#contexts.keyOf(context);
  }

  /** What is done outside of transactions is done in that of a `BEGIN`. */
  context(app: number): Context {
    const context = this.#contexts.get(app);
    if (this.begunApp === null || context.transaction !== null || this.isWithoutHooks(context)) return context;
    return this.#contexts.get(this.begunApp);
  }

  /** The context to write in. Outside of the transaction that the handler has open it would wait for itself. */
  writeContext(app: number): Context {
    const context = this.context(app);
    if (context.transaction === null && this.#transactions.some(({ isAuxiliary }) => !isAuxiliary)) {
      throw new Error(WAITS_FOR_ITSELF);
    }
    return context;
  }

  /** The transaction of the auxiliary database that the app is of; null for none. */
  auxiliaryTransaction(app: number): Connection | null {
    return this.#auxiliary.get(app) ?? null;
  }

  /** What to write to the auxiliary database through: like `writeContext`. */
  auxiliaryWriter(app: number): Connection | null {
    const transaction = this.auxiliaryTransaction(app);
    if (transaction === null && this.#auxiliary.size > 0) throw new Error(WAITS_FOR_ITSELF);
    return transaction;
  }

  /** The key of the same app with no handler on any hook. */
  withoutHooks(app: number): number {
    return this.#contexts.withoutHooks(this.context(app));
  }

  isWithoutHooks(context: Context): boolean {
    return this.#contexts.isWithoutHooks(context);
  }

  keyOf(collection: Collection): number {
    this.#collections.add(collection);
    return this.parts.collections.keyOf(collection);
  }

  /** The key of what all collections are now for an app. */
  snapshotKey(app: number): number {
    const snapshot = this.context(app).collections.current();
    this.#collections.add(snapshot);
    return this.parts.collections.snapshotKey(snapshot);
  }

  collectionOf(key: number): Collection {
    const collection = this.parts.collections.find(key);
    if (collection === undefined) throw new Error("the collection of a record is not known any more");
    return collection;
  }

  fileKey(file: UnsavedFile): number {
    const known = this.#fileKeys.get(file);
    if (known !== undefined) return known;
    const key = newRunKey();
    this.#fileKeys.set(file, key);
    this.#files.set(key, file);
    return key;
  }

  /** A file as realms get it. */
  encodeFile(file: UnsavedFile): WireFile {
    const { name, originalName, size } = file;
    return { file: this.fileKey(file), name, originalName, size };
  }

  file(key: number): UnsavedFile {
    const file = this.#files.get(key);
    if (file === undefined) throw new Error("a file of another request can't be used");
    return file;
  }

  /** What stays open for the run, by a key that says all of it. */
  resource<Kind extends object>(key: string, open: () => Kind): Kind {
    const known = this.#resources.get(key) as Kind | undefined;
    if (known !== undefined) return known;
    const opened = open();
    this.#resources.set(key, opened);
    return opened;
  }

  encode(record: RecordModel): SentRecord {
    return encodeRecord(record, this);
  }

  /** Performs a call of the handler. What goes wrong is in the answer. */
  perform(text: string, place: CallPlace): Promise<string> {
    const flow = this.#flows.at(-1);
    const sent = JSON.parse(text) as WireCall;
    const within = sent.isApart === true ? { ...place, callId: NO_CALL } : place;
    const work = (): Promise<string> => this.parts.pool.within(within, () => this.#answer(sent, place));
    return flow === undefined ? work() : flow(work);
  }

  async #answer(sent: WireCall, place: CallPlace): Promise<string> {
    let answer: WireAnswer;
    let records: RecordModel[] = [];
    try {
      records = this.takeRecords(sent.records);
      const operation = operations[sent.operation];
      if (operation === undefined) throw new Error(`there is no operation ${sent.operation}`);
      const value = await this.#perform(operation, new OperationCall({ frame: this, place }, sent, records), sent);
      answer = { value, collections: this.snapshotKey(sent.app) };
    } catch (error) {
      answer = { error: this.errors.encode(error) };
    }
    const news = this.known.news(records, sent.records);
    return JSON.stringify(news === null ? answer : { ...answer, records: news });
  }

  #perform(operation: Operation, call: OperationCall, sent: WireCall): unknown {
    if (!WRITES.test(sent.operation)) return operation(call);
    return this.parts.saveContexts.within(sent.context ?? [], call.records, () => operation(call));
  }

  /** The records of a message, with what the realm changed in them. */
  takeRecords(sent: readonly WireRecord[]): RecordModel[] {
    return sent.map((record) =>
      record.handle === undefined ? decodeRecord(record, this) : this.known.take(record.handle, record),
    );
  }

  applyChanges(changes: EventChanges | undefined, records: readonly RecordModel[]): void {
    if (changes !== undefined) this.event?.apply(changes, records, this);
  }

  /** Takes over what the handler left behind; throws what it threw. Gives whether `next()` is to be called. */
  finish(text: string): boolean {
    const { threw, changes, records = [], goesOn = false } = JSON.parse(text) as WireOutcome;
    this.applyChanges(changes, this.takeRecords(records));
    if (threw !== undefined) throw this.errors.decode(threw);
    return goesOn;
  }

  /** Opens a transaction that stays open until `endTransaction`. Gives the key of its app. */
  beginTransaction(app: number): Promise<number> {
    return this.#begin(false, (opened) =>
      inTransaction(this.writeContext(app), (context) => opened(context, this.auxiliaryTransaction(app))),
    );
  }

  /** The same for the auxiliary database. */
  async beginAuxiliaryTransaction(app: number): Promise<number> {
    const context = this.context(app);
    const known = this.auxiliaryWriter(app);
    return this.#begin(true, (opened) =>
      known === null
        ? context.auxiliary.transaction((auxiliary) => opened(context, auxiliary))
        : opened(context, known),
    );
  }

  /** `open` has `opened` run within the transaction and resolves once it has ended. */
  async #begin(isAuxiliary: boolean, open: (opened: Opened) => Promise<void>): Promise<number> {
    const begun = Promise.withResolvers<{ context: Context; auxiliary: Connection | null; flow: Flow }>();
    const gate = Promise.withResolvers<void>();
    const done = open(async (context, auxiliary) => {
      begun.resolve({ context, auxiliary, flow: AsyncLocalStorage.snapshot() });
      await gate.promise;
    });
    done.catch(begun.reject);
    const { context, auxiliary, flow } = await begun.promise;
    if (this.#isClosed) {
      gate.reject(new Error(ENDED));
      throw new Error(ENDED);
    }
    const key = this.#contexts.add(context);
    if (auxiliary !== null) this.#auxiliary.set(key, auxiliary);
    this.#transactions.push({ app: key, isAuxiliary, gate, done });
    this.#flows.push(flow);
    return key;
  }

  /** The app of the innermost open transaction; null for none. */
  get innermostApp(): number | null {
    return this.#transactions.at(-1)?.app ?? null;
  }

  /** Commits the innermost transaction, or rolls it back with what its function threw. Rejects where it could not be committed. */
  async endTransaction(threw: Thrown | null): Promise<void> {
    const open = this.#transactions.pop();
    if (open === undefined) throw new Error("there is no open transaction");
    this.#flows.pop();
    this.#auxiliary.delete(open.app);
    if (threw === null) {
      open.gate.resolve();
      await open.done;
    } else {
      open.gate.reject(this.errors.decode(threw));
      await open.done.catch(() => undefined);
    }
  }

  /** The run is over, however it ended: what it left open is rolled back. */
  close(): void {
    this.#isClosed = true;
    for (const { gate } of this.#transactions.splice(0).toReversed()) {
      gate.reject(new Error(ENDED));
    }
    for (const resource of this.#resources.values()) {
      if (isDisposable(resource)) resource[Symbol.dispose]();
    }
  }
}

function isDisposable(resource: unknown): resource is Disposable {
  return typeof resource === "object" && resource !== null && Symbol.dispose in resource;
}
