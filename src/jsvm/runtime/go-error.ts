import { caughtError } from "./errors.ts";

/** An error as Go would have thrown it, that this realm found by itself. */
export function goError(message: string): unknown {
  return caughtError({ kind: "go", key: -1, name: "Error", message });
}
