import { quoteText } from "../lib/quote-text.ts";

/** What an error of Go has besides its text. */
export interface GoFields {
  /** Such as `op` and `path` of one of a file. Default: none. */
  readonly values?: Readonly<Record<string, string>>;
  /** The text of the error within. Default: there is none. */
  readonly err?: string;
  /** SQLite's number of what went wrong. Default: it has no `code()`. */
  readonly code?: number;
  /** Whether it was that the time was up. Default: errors of its kind don't say. */
  readonly isTimeout?: boolean;
}

const fields = new WeakMap<Error, GoFields>();

/** Notes what an error of the server has in Go, and gives it back. */
export function withGoFields<Kind extends Error>(error: Kind, own: GoFields): Kind {
  fields.set(error, own);
  return error;
}

/** Undefined for those that have no more than a text. */
export function goFieldsOf(error: unknown): GoFields | undefined {
  return error instanceof Error ? fields.get(error) : undefined;
}

/** Go's fs.PathError. */
export function ofPath(op: string, path: string, err: string): GoFields {
  return { values: { op, path }, err, isTimeout: false };
}

/** Go's url.Error, with its text. */
export function ofUrl(op: string, url: string, err: string): { readonly text: string; readonly fields: GoFields } {
  return {
    text: `${op} ${quoteText(url)}: ${err}`,
    fields: { values: { op, url }, err, isTimeout: err === TIMEOUT },
  };
}

/** What Go says where the time for something is up. */
export const TIMEOUT = "context deadline exceeded";
