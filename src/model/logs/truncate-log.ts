/** PocketBase's limit of a message, in bytes. */
const MAX_MESSAGE_BYTES = 8000;
/** What an entry's data takes where the settings name no limit, in bytes of JSON, as in PocketBase 0.40. */
const DEFAULT_MAX_DATA_BYTES = 16 * 1024;
/** PocketBase's mark of data that was cut. */
const CUT = "__pb_truncated__";

/** The message, cut at the last whole character below the limit. */
export function truncateMessage(message: string): string {
  if (message.length * 3 <= MAX_MESSAGE_BYTES || Buffer.byteLength(message) <= MAX_MESSAGE_BYTES) return message;
  const { read } = new TextEncoder().encodeInto(message, new Uint8Array(MAX_MESSAGE_BYTES));
  return message.slice(0, read);
}

/**
 * The data of an entry as JSON. What is larger than the limit loses the values behind it, in the order of keys, and gets
 * PocketBase's mark; of an object or list that crosses the limit the part before it stays.
 */
export function logDataJson(data: Readonly<Record<string, unknown>>, maxDataBytes = 0): string {
  const limit = maxDataBytes > 0 ? maxDataBytes : DEFAULT_MAX_DATA_BYTES;
  const json = JSON.stringify(data);
  if (json.length * 3 <= limit || Buffer.byteLength(json) <= limit) return json;
  // Parsed from its own text: what JSON can't hold, as a date or an error, has its final form there.
  const { kept } = fitting(JSON.parse(json), limit);
  return JSON.stringify({ ...(kept as Record<string, unknown>), [CUT]: true });
}

/** As much of a list or an object as `limit` bytes of JSON hold; nothing of another value that is larger. */
function fitting(value: unknown, limit: number): { readonly kept: unknown; readonly isWhole: boolean } {
  const json = JSON.stringify(value);
  const isWhole = Buffer.byteLength(json) <= limit;
  if (isWhole) return { kept: value, isWhole };
  if (typeof value !== "object" || value === null) return { kept: undefined, isWhole };
  // Its brackets.
  let left = limit - 2;
  const kept: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    // Its key, colon and comma; a list has the comma alone.
    left -= Array.isArray(value) ? 1 : Buffer.byteLength(JSON.stringify(name)) + 2;
    const part = fitting(inner, left);
    if (part.kept !== undefined) kept.push([name, part.kept]);
    if (!part.isWhole) break;
    left -= Buffer.byteLength(JSON.stringify(part.kept));
  }
  return { kept: Array.isArray(value) ? kept.map(([, inner]) => inner) : Object.fromEntries(kept), isWhole };
}
