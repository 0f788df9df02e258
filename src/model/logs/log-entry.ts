/** Go's levels, which PocketBase stores. */
export const LOG_LEVELS = { debug: -4, info: 0, warn: 4, error: 8 } as const;

export type LogLevelName = keyof typeof LOG_LEVELS;

/** What waits to be stored. `message` and `data` are asked for when it is, not by whoever makes the entry. */
export interface LogEntry {
  readonly level: number;
  readonly createdMs: number;
  message(): string;
  /** Must hold nothing secret. */
  data(): Readonly<Record<string, unknown>>;
}

/** A stored entry, in the order of the wire. */
export interface LogRow {
  readonly id: string;
  readonly created: string;
  /** JSON text. */
  readonly data: string;
  readonly message: string;
  readonly level: number;
}
