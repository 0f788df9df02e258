import type { Draft } from "./draft.ts";

/** What each part of the editor gets. */
export interface PartProps {
  readonly draft: Draft;
  /** By the path of what is wrong: `listRule`, `otp.length`. */
  readonly errors: Readonly<Record<string, string>>;
  /** Sets a value under a name of the wire. */
  readonly onValue: (name: string, value: unknown) => void;
}

/** An option that is an object, such as `otp`. */
export function groupOf({ values }: Draft, name: string): Readonly<Record<string, unknown>> {
  const group = values[name];
  return typeof group === "object" && group !== null ? (group as Record<string, unknown>) : {};
}

/** "" for what is no text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
