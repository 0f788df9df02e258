/** The texts that threads and server exchange, as they are before and after JSON. Both sides import this file, for its types only. */
import type { RequestChanges } from "../model/route.ts";
import type { GoFields } from "./go-fields.ts";

/** A record on its way to a realm. Values of JSON fields are their texts; unsaved files `{ file, name }`. */
export interface SentRecord {
  /** The key of its collection. */
  collection: number;
  values: Record<string, unknown>;
  /** Null: a new record; true: as `values`. */
  original: Record<string, unknown> | true | null;
  /** The values as it was found. Default: `original`. */
  found?: Record<string, unknown> | null;
  custom?: Record<string, unknown>;
  /** Whether answers have the custom values. */
  showsCustom?: boolean;
  visibility?: Record<string, boolean>;
  showsEmail?: boolean;
  expand?: Record<string, SentRecord | SentRecord[]>;
  /** The record of the server that it stands for, which the event of the run holds. Others live in the realm alone. */
  handle?: number;
}

/** A record on its way to the server. With a handle only what was changed counts. */
export interface WireRecord extends Omit<SentRecord, "expand"> {
  /** What was set and not yet told, in order; the third says that the value holds files. */
  set?: (readonly [key: string, raw: unknown, hasFiles?: boolean])[];
  isNew?: boolean;
  expand?: Record<string, WireRecord | WireRecord[]> | null;
}

/** A file that was sent or made and is not stored yet. */
export interface WireFile {
  readonly file: number;
  readonly name: string;
  readonly originalName: string;
  readonly size: number;
}

/** What an operation is asked for. Arguments that stand for records are places in `records`. */
export interface WireCall {
  readonly operation: string;
  /** The app that it is called on: a key of the frame's contexts. */
  readonly app: number;
  readonly args: readonly unknown[];
  readonly records: readonly WireRecord[];
  /** With what is written with it. */
  readonly context?: WireContext;
  /** Whether what runs within the call must run in another thread. Default: false. */
  readonly isApart?: boolean;
}

/** The values of Go's context by their keys, the outermost first. */
export type WireContext = readonly (readonly [key: unknown, value: unknown])[];

export interface WireAnswer {
  readonly value?: unknown;
  readonly error?: WireError;
  /** The state of all collections for the app of the call; not told with an error. */
  readonly collections?: number;
  /** The records of the call that are not as the realm knows them, by place. */
  readonly records?: Readonly<Record<number, SentRecord>>;
}

/** An error of the server in a realm, or of one realm in another. */
export interface WireError {
  /** `go` is what PocketBase's Go code would have thrown; `js` what a handler threw itself. */
  readonly kind: "go" | "js";
  /** The key by which the frame still has it. */
  readonly key: number;
  readonly name: string;
  readonly message: string;
  readonly status?: number;
  readonly data?: unknown;
  /** What was looked for is not there, such as a file: clients get a 404. */
  readonly isMissing?: boolean;
  readonly fields?: GoFields;
}

/** What a handler threw. */
export type Thrown =
  | { readonly kind: "host"; readonly key: number; readonly error: WireError; readonly stack?: string }
  | { readonly kind: "api"; readonly status: number; readonly message: string; readonly data: unknown }
  | { readonly kind: "validation"; readonly code: string; readonly message: string }
  | { readonly kind: "js"; readonly name: string; readonly message: string; readonly stack: string };

/** What a run begins with. */
export interface WireRun {
  /** Where the handler is found: the realm asks for its source once. */
  readonly handler: number;
  readonly app: number;
  /** The state of all collections for the app. */
  readonly collections: number;
  readonly event: WireEvent | null;
}

export interface WireEvent {
  /** The class that shows it. */
  readonly kind: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly records: Readonly<Record<string, SentRecord | SentRecord[] | null>>;
  readonly collection?: WireCollection;
  /** What a script gave that writes the event's model. */
  readonly context?: WireContext;
  /** Someone is signed in: who, is asked for on demand. */
  readonly hasAuth?: boolean;
  readonly http?: WireHttp;
  /** What `e.requestInfo()` gives, where the handler seems to ask for it; else realms do. */
  readonly info?: WireRequestInfo;
}

/** What is known of a request, without who is signed in. */
export interface WireRequestInfo {
  readonly context: string;
  readonly method: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A collection by its key; realms ask for what it is. */
export interface WireCollection {
  readonly key: number;
  /** Whether it is not stored yet. */
  readonly isNew: boolean;
}

/** What realms know of a request at once. */
export interface WireHttp {
  readonly method: string;
  readonly url: string;
  readonly pathValues: Readonly<Record<string, string>>;
  readonly isWritten: boolean;
  readonly status: number;
}

/** What a handler did to the answer, in order. Bytes and long texts stand beside it, by their keys. */
export type ResponseStep =
  | readonly ["begin", number]
  | readonly ["header", "set" | "add" | "delete" | "default", string, string]
  | readonly ["text", string]
  | readonly ["json", string]
  | readonly ["bytes" | "json-bytes", number];

/** What a handler changed in its event: told with `next()` and at the end. Records are places in the call's. */
export interface EventChanges {
  readonly props?: Readonly<Record<string, unknown>>;
  readonly records?: Readonly<Record<string, number | readonly number[] | null>>;
  /** The options of the event's collection. */
  readonly collection?: Readonly<Record<string, unknown>>;
  readonly response?: readonly ResponseStep[];
  readonly auth?: number | null;
  readonly context?: WireContext;
  readonly request?: RequestChanges;
}

/** What the rest of the chain changed in the event. */
export interface EventNews {
  readonly props: Readonly<Record<string, unknown>>;
  readonly records: Readonly<Record<string, SentRecord | SentRecord[] | null>>;
  readonly collection?: WireCollection;
  readonly isWritten: boolean;
  readonly status: number;
}

/** How a run ended. */
export interface WireOutcome {
  readonly value?: unknown;
  readonly threw?: Thrown;
  readonly changes?: EventChanges;
  readonly records?: readonly WireRecord[];
  /** The last thing that the handler did was to call `next()`: that is left to the server. */
  readonly goesOn?: boolean;
}
