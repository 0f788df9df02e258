import { countText, LimitError } from "../../lib/limit-error.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { recordFields } from "../../model/records/record-fields.ts";

const MAX_ITEMS = 25_000;
const MAX_PARSED_LENGTH = 256 * 1024;

/** Refuses lists, and texts that stand for some, that would hold up everybody while they are worked through. */
export function checkLists(collection: Collection, body: Readonly<Record<string, unknown>>): void {
  const { setters } = recordFields(collection);
  for (const [key, value] of Object.entries(body)) {
    if (setters.get(key)?.target.type.isParsed !== true || isShort(value)) continue;
    const { items, parsedLength } = sizeOf(value);
    if (items > MAX_ITEMS) throw new LimitError(`"${key}" must not have more than ${countText(MAX_ITEMS)} values.`);
    if (parsedLength > MAX_PARSED_LENGTH) {
      throw new LimitError(
        `The JSON text of "${key}" must not have more than ${countText(MAX_PARSED_LENGTH)} characters.`,
      );
    }
  }
}

/** Whether a look at it tells that it is within the limits. */
function isShort(value: unknown): boolean {
  return typeof value === "string" ? value.length <= MAX_PARSED_LENGTH : typeof value !== "object" || value === null;
}

/** Lists may lie within lists. */
function sizeOf(value: unknown): { items: number; parsedLength: number } {
  const size = { items: 0, parsedLength: 0 };
  const lists: (readonly unknown[])[] = [[value]];
  for (let list = lists.pop(); list !== undefined; list = lists.pop()) {
    for (const item of list) {
      if (Array.isArray(item)) {
        size.items += item.length;
        if (size.items > MAX_ITEMS) return size;
        lists.push(item);
      } else if (typeof item === "string" && /[[{]/.test(item)) {
        size.parsedLength += item.length;
      }
    }
  }
  return size;
}
