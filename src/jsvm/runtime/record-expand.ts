import type { Expand } from "./record-state.ts";
import type { HostRecord } from "./record.ts";

/** Both together: related records that both have keep the object of the old, and what either had expanded. */
export function mergedExpand(old: Expand, more: Expand): Expand {
  const merged: Expand = { ...old };
  for (const [name, given] of Object.entries(more)) {
    const known = merged[name];
    merged[name] = known === undefined ? given : mergedRelation(known, given);
  }
  return merged;
}

function mergedRelation(known: HostRecord | HostRecord[], given: HostRecord | HostRecord[]): HostRecord | HostRecord[] {
  const records = [known].flat();
  for (const record of [given].flat()) {
    const same = records.find(({ id }) => id === record.id);
    if (same === undefined) records.push(record);
    else same.mergeExpand(record.expand());
  }
  const [one] = records;
  return Array.isArray(known) || Array.isArray(given) || one === undefined ? records : one;
}
