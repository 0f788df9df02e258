import type { CollectionType } from "./collection-type.ts";
import type { HostRecord } from "./record.ts";
import { baseName } from "./record-state.ts";

/** The data with the values that the fields would have, in place of keys with modifiers; sets them in the copy of the record. */
export function replacedModifiers(
  copy: HostRecord,
  data: Readonly<Record<string, unknown>>,
  fields: CollectionType["fields"],
): Record<string, unknown> {
  const replaced: Record<string, unknown> = { ...data };
  for (const key of Object.keys(data).sort((a, b) => a.length - b.length)) {
    const field = fields.get(baseName(key));
    if (field === undefined) continue;
    copy.set(key, data[key]);
    delete replaced[key];
    replaced[field.name] = copy.get(field.name);
  }
  return replaced;
}
