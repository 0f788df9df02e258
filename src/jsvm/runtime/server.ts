import { asRuntime, checkBuiltIns } from "./built-ins.ts";
import { noteCollections } from "./found-collections.ts";
import type { SentRecord, WireAnswer, WireContext, WireRecord } from "../wire.ts";
import { caughtError, PanicError } from "./errors.ts";
import { mayHavePromises } from "./run-promises.ts";

/** What realms know of the server from the start. */
export interface Environment {
  readonly hooksDir: string;
  readonly dataDir: string;
  readonly isDev: boolean;
  /** The server's environment variables when the files were loaded. */
  readonly env: Readonly<Record<string, string>>;
  /** The program and its arguments. */
  readonly args: readonly string[];
  /** Whether the realm runs migrations, which have fewer globals. */
  readonly isMigration: boolean;
}

/** A record as calls send it. */
export interface Sendable {
  /** What the server has to know of it. */
  toWire(): WireRecord;
  /** Takes over the state that the server told. */
  update(sent: SentRecord): void;
}

export function isSendable(value: unknown): value is Sendable {
  return typeof value === "object" && value !== null && "toWire" in value && typeof value.toWire === "function";
}

/** The way to the server: set once, when the realm begins. */
export const server = {
  call: (_text: string): string => "",
  /** The bytes that an answer named, once: one character each. */
  takeBytes: (_key: number): string => "",
  /** Has the next message bring a text, or bytes as one character each. Gives the key that names them. */
  giveBytes: (_content: string, _isText: boolean): number => 0,
  /** Lets promises settle, as far as they need no event loop. */
  settle: (): void => undefined,
  environment: {
    hooksDir: "",
    dataDir: "",
    isDev: false,
    env: {},
    args: [],
    isMigration: false,
  } as Environment,
};

/**
 * Asks the server for an operation of `operations/` and waits for its answer. Records among the arguments, also in lists, are sent
 * with what was set in them, and are up to date afterwards. Throws the error of the operation.
 */
export function call(operation: string, app: number, args: readonly unknown[] = []): unknown {
  return asRuntime(() => perform(operation, app, args));
}

function perform(operation: string, app: number, args: readonly unknown[]): unknown {
  checkBuiltIns();
  const panic = PanicError.first();
  if (panic !== undefined && operation !== "transaction.end") throw panic;
  const records = new RecordList();
  const context = nextContext;
  nextContext = undefined;
  const places = args.map((arg) => records.place(arg));
  const isApart = mayHavePromises() ? true : undefined;
  const text = JSON.stringify({ operation, app, args: places, records: records.wire, context, isApart });
  const { value, error, collections, records: news } = JSON.parse(server.call(text)) as WireAnswer;
  noteCollections(app, collections);
  records.update(news);
  if (error !== undefined) throw caughtError(error);
  return value;
}

/** The bytes that an answer named by a key. */
export function takeBytes(key: number): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = Buffer.from(server.takeBytes(key), "latin1");
  return new Uint8Array(buffer, byteOffset, length);
}

/** Has the next message bring bytes. Gives the key by which its text names them. */
export function giveBytes({ buffer, byteOffset, length }: Uint8Array): number {
  return server.giveBytes(Buffer.from(buffer, byteOffset, length).toString("latin1"), false);
}

/** The same for a text, as UTF-8: what is long is encoded here, not by the thread that serves everyone. */
export function giveText(text: string): number {
  return server.giveBytes(text, true);
}

let nextContext: WireContext | undefined;

/** Has the first call of the work say with which values it writes. */
export function writeWith(values: WireContext, work: () => void): void {
  nextContext = values;
  try {
    work();
  } finally {
    nextContext = undefined;
  }
}

/** The records of a message: arguments name them by their places in it. */
export class RecordList {
  readonly wire: WireRecord[] = [];
  readonly #records: Sendable[] = [];

  /** The argument as it is sent. */
  place(argument: unknown): unknown {
    if (Array.isArray(argument) && argument.some(isSendable)) return argument.map((item: unknown) => this.place(item));
    return isSendable(argument) ? this.add(argument) : argument;
  }

  add(record: Sendable): number {
    const known = this.#records.indexOf(record);
    if (known >= 0) return known;
    this.wire.push(record.toWire());
    return this.#records.push(record) - 1;
  }

  update(news: WireAnswer["records"]): void {
    for (const [place, sent] of Object.entries(news ?? {})) this.#records[Number(place)]?.update(sent);
  }
}
