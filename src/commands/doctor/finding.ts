/** What a check found. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly name: string;
  /** A `problem` keeps the server, or a part of it, from working; a `warning` may do so one day. */
  readonly state: "ok" | "warning" | "problem" | "skipped";
  /** What is, in a sentence without its full stop. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export function ok(name: string, text: string): Finding {
  return { name, state: "ok", text };
}

export function skipped(name: string, text: string): Finding {
  return { name, state: "skipped", text };
}

export function warning(name: string, text: string, remedy: string): Finding {
  return { name, state: "warning", text, remedy };
}

export function problem(name: string, text: string, remedy: string): Finding {
  return { name, state: "problem", text, remedy };
}

export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
