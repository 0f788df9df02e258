import type { FieldBase } from "../fields/field.ts";
import type { Call } from "../route.ts";

const MIB = 1024 * 1024;
const DEFAULT_FIELD_BYTES: Readonly<Record<string, number>> = { file: 5 * MIB, editor: 5 * MIB, json: MIB };

/** How large the body of a create or update may be: 32 MiB and what the fields for large values may hold on top. */
export function maxRecordBodyBytes(call: Call): number {
  const collection = call.context.collections.current().find(call.params["collection"] ?? "");
  if (collection === undefined || collection.type === "view") return 32 * MIB;
  return collection.fields.reduce((total, field) => total + maxFieldBytes(field), 32 * MIB);
}

function maxFieldBytes(field: FieldBase): number {
  const standard = DEFAULT_FIELD_BYTES[field.type];
  if (standard === undefined) return 0;
  const { maxSize, maxSelect } = field as FieldBase & { maxSize?: number; maxSelect?: number };
  return (maxSize || standard) * (field.type === "file" ? Math.max(maxSelect ?? 1, 1) : 1);
}
