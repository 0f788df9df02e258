import type { RecordModel } from "./records/record.ts";

/**
 * What rules, hooks, batch and realtime know of a request, whatever carried it. Rules see it as `@request.*`.
 * `query` has the first value of each parameter; `headers` have lower-case names with `_` for `-`.
 */
export interface RequestInfo {
  readonly method: string;
  /** What the request is made for: "default", "batch", "realtime", "expand", "oauth2", "otp", "password", "protectedFile". */
  readonly context: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; files are in it as lists of `UnsavedFile`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Who is signed in. */
  readonly auth: RecordModel | null;
}
