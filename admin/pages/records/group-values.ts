import type { CollectionField } from "pocketbase";
import { client } from "../../api/client.ts";

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

/** The filter of the records that have the group's value. */
export function groupFilter(field: CollectionField | undefined, value: unknown): string {
  const name = field?.name ?? "id";
  if (!hasSeveral(field)) return client.filter(`${name} = {:value}`, { value });
  const values = valuesOfGroup(field, value);
  const parts = values.map((one) => client.filter(`${name} ?= {:one}`, { one }));
  return [...parts, `${name}:length = ${values.length}`].join(" && ");
}

function hasSeveral(field: CollectionField | undefined): boolean {
  const isList = field !== undefined && ["select", "relation", "file"].includes(field.type);
  return isList && Number(field["maxSelect"] ?? 1) > 1;
}
