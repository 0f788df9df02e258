import { escapeJson } from "../../lib/json-text.ts";

declare global {
  interface JSON {
    /** A value that `JSON.stringify` writes as the text. */
    rawJSON(text: string): unknown;
  }
}

const UNSAFE = /[<>&\u2028\u2029]/;

/** The value with texts that `JSON.stringify` writes with the characters escaped that Go escapes. */
export function escapedTexts(value: unknown): unknown {
  if (typeof value === "string") return UNSAFE.test(value) ? JSON.rawJSON(escapeJson(JSON.stringify(value))) : value;
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  if (Array.isArray(value)) return value.map(escapedTexts);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapedTexts(item)]));
}
