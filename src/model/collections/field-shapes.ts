import type { FieldTypeName } from "../fields/field.ts";

/** What an option of a field holds. `number?` may be null; `list` is a list of texts or null; `date` is a date text or "". */
export type OptionKind = "text" | "flag" | "integer" | "number?" | "list" | "date";

const base = { hidden: "flag", id: "text", name: "text", presentable: "flag", system: "flag" } as const;
const input = { ...base, help: "text", required: "flag" } as const;
const domains = { exceptDomains: "list", onlyDomains: "list" } as const;

/** The options of every field type as PocketBase v0.39 stores them; all but autodate have `help` and `required`. */
const shapes: { readonly [Name in FieldTypeName]: Readonly<Record<string, OptionKind>> } = {
  autodate: { ...base, onCreate: "flag", onUpdate: "flag" },
  bool: input,
  date: { ...input, max: "date", min: "date" },
  editor: { ...input, convertURLs: "flag", maxSize: "integer" },
  email: { ...input, ...domains },
  file: {
    ...input,
    maxSelect: "integer",
    maxSize: "integer",
    mimeTypes: "list",
    protected: "flag",
    thumbs: "list",
  },
  geoPoint: input,
  json: { ...input, maxSize: "integer" },
  number: { ...input, max: "number?", min: "number?", onlyInt: "flag" },
  password: { ...input, cost: "integer", max: "integer", min: "integer", pattern: "text" },
  relation: { ...input, cascadeDelete: "flag", collectionId: "text", maxSelect: "integer", minSelect: "integer" },
  select: { ...input, maxSelect: "integer", values: "list" },
  text: {
    ...input,
    autogeneratePattern: "text",
    max: "integer",
    min: "integer",
    pattern: "text",
    primaryKey: "flag",
  },
  url: { ...input, ...domains },
};

/** The options of a field type by name; undefined for an unknown type. */
export function fieldShape(type: string): Readonly<Record<string, OptionKind>> | undefined {
  return isFieldTypeName(type) ? shapes[type] : undefined;
}

function isFieldTypeName(type: string): type is FieldTypeName {
  return Object.hasOwn(shapes, type);
}
