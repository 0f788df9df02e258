import { textArgument } from "./go-arguments.ts";

/**
 * What Go points to, scripts get as objects: not equal by `===`, and always true. Null for nothing.
 */
export function pointedText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  // oxlint-disable-next-line no-new-wrappers -- as in PocketBase it is an object
  return new String(textArgument(value)) as unknown as string;
}

export function pointedNumber(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  // oxlint-disable-next-line no-new-wrappers -- as in PocketBase it is an object
  return new Number(Number(value)) as unknown as number;
}

/** The value itself of such an object. */
export function unpointed(value: unknown): unknown {
  return value instanceof String || value instanceof Number ? value.valueOf() : value;
}
