import type { Row, SqlValue } from "../engine.ts";

/** The environment variable that tells a reader process the server it belongs to. */
export const SERVER_PID = "BAOBOX_SERVER_PID";

/** What a reader is told first. */
export interface ReaderSettings {
  readonly file: string;
  readonly queryTimeoutMs: number;
  /** Whether others go before it, where threads have priorities of their own. */
  readonly isPatient: boolean;
}

/**
 * `all` answers a list of rows, `get` a row or null, `run` nothing, and `table` a row whose `table` is the JSON text of what the
 * script read; its parameter is how many rows that may be. `write` runs a script on a connection that may write, and answers a row
 * with its `affectedRows`. `checkpoint` answers nothing, and has no text.
 */
export interface ReaderRequest {
  readonly mode: "all" | "get" | "run" | "table" | "write" | "checkpoint";
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly limitMs: number;
  /** Of `all`. */
  readonly maxBytes?: number | undefined;
}

export type ReaderMessage = { readonly open: ReaderSettings } | { readonly request: ReaderRequest };

/** A reader answers one request after the other. */
export type ReaderAnswer =
  /** Much faster to carry over than objects are: both sides treat it as one string. */
  | { readonly json: string }
  /** For values that JSON has not: bytes, infinite numbers. */
  | { readonly value: ReaderResult }
  | { readonly error: ReaderError };

/** Errors lose their class on the way over. `code` and `errno` are SQLite's. */
export interface ReaderError {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly errno: number | undefined;
}

export type ReaderResult = Row[] | Row | null;

/** The engine's side of a reader beside the event loop: a thread or a process that runs one request at a time. */
export interface Reader {
  run(request: ReaderRequest): Promise<ReaderResult>;
  /** A request that runs rejects. */
  terminate(): void;
}

/** `onEnd` is called once, when the reader really has ended. */
export type StartReader = (source: string, settings: ReaderSettings, onEnd: () => void) => Reader;
