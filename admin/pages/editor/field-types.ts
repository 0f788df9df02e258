import type { CollectionField } from "pocketbase";

export type OptionKind = "text" | "number" | "optionalNumber" | "bytes" | "switch" | "list" | "date" | "collection";

interface FieldOption {
  /** The name on the wire, and of its label and hint in the texts. */
  readonly name: string;
  readonly kind: OptionKind;
}

const option = (name: string, kind: OptionKind): FieldOption => ({ name, kind });
const domains = [option("onlyDomains", "list"), option("exceptDomains", "list")];

/** The types in the order in which they are offered, with the options that only they have. */
export const FIELD_TYPES: Readonly<Record<string, readonly FieldOption[]>> = {
  text: [
    option("min", "number"),
    option("max", "number"),
    option("pattern", "text"),
    option("autogeneratePattern", "text"),
  ],
  editor: [option("maxSize", "bytes"), option("convertURLs", "switch")],
  number: [option("min", "optionalNumber"), option("max", "optionalNumber"), option("onlyInt", "switch")],
  bool: [],
  email: domains,
  url: domains,
  date: [option("min", "date"), option("max", "date")],
  autodate: [option("onCreate", "switch"), option("onUpdate", "switch")],
  select: [option("values", "list"), option("maxSelect", "number")],
  file: [
    option("maxSelect", "number"),
    option("maxSize", "bytes"),
    option("mimeTypes", "list"),
    option("thumbs", "list"),
    option("protected", "switch"),
  ],
  relation: [
    option("collectionId", "collection"),
    option("minSelect", "number"),
    option("maxSelect", "number"),
    option("cascadeDelete", "switch"),
  ],
  json: [option("maxSize", "bytes")],
  geoPoint: [],
  password: [option("min", "number"), option("max", "number"), option("pattern", "text"), option("cost", "number")],
};

/** As they are offered: without `password`, which is part of auth collections alone. */
export const NEW_TYPES = Object.keys(FIELD_TYPES).filter((type) => type !== "password");

/** Every type can be required but those that the server fills in. */
export function canBeRequired(type: string): boolean {
  return type !== "autodate";
}

export function hasSeveralValues(field: CollectionField): boolean {
  return ["select", "file", "relation"].includes(field.type) && Number(field["maxSelect"] ?? 0) > 1;
}

export function newField(type: string, name: string): CollectionField {
  const own: Record<string, unknown> = {};
  for (const { name: key, kind } of FIELD_TYPES[type] ?? []) own[key] = emptyValue(kind);
  if (type === "autodate") own["onCreate"] = true;
  if (["select", "file", "relation"].includes(type)) own["maxSelect"] = 1;
  const base = { id: "", name, type, system: false, hidden: false, presentable: false };
  return { ...base, ...(canBeRequired(type) ? { required: false } : {}), help: "", ...own };
}

function emptyValue(kind: OptionKind): unknown {
  if (kind === "switch") return false;
  if (kind === "list") return [];
  if (kind === "optionalNumber") return null;
  return kind === "number" || kind === "bytes" ? 0 : "";
}
