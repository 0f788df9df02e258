import type { Row, SqlValue } from "../engine.ts";

/** What a reader thread is started with. */
export interface ThreadSettings {
  readonly file: string;
  readonly queryTimeoutMs: number;
}

/** `all` answers a list of rows, `get` a row or null, `run` nothing. */
export interface ThreadRequest {
  readonly mode: "all" | "get" | "run";
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  readonly limitMs: number;
}

/** A thread answers one request after the other. */
export type ThreadAnswer =
  /** Much faster to carry over than objects are: both sides treat it as one string. */
  | { readonly json: string }
  /** For values that JSON has not: bytes, infinite numbers. */
  | { readonly value: ThreadResult }
  | { readonly error: { readonly name: string; readonly message: string; readonly code: string | undefined } };

export type ThreadResult = Row[] | Row | null;
