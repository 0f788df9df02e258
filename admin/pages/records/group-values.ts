import type { CollectionField } from "pocketbase";

/** The single values of a group: fields with several have them as a JSON list. */
export function valuesOfGroup(field: CollectionField | undefined, value: unknown): readonly unknown[] {
  if (!hasSeveral(field) || typeof value !== "string") return value === "" || value === null ? [] : [value];
  try {
    const list: unknown = JSON.parse(value === "" ? "[]" : value);
    return Array.isArray(list) ? (list as unknown[]) : [list];
  } catch {
    return [value];
  }
}

function hasSeveral(field: CollectionField | undefined): boolean {
  const isList = field !== undefined && ["select", "relation", "file"].includes(field.type);
  return isList && Number(field["maxSelect"] ?? 1) > 1;
}
