import { MAX_JSON_VALUES } from "../../lib/json-scan.ts";
import type { FieldBase } from "../fields/field.ts";
import type { Call } from "../route.ts";

const MIB = 1024 * 1024;
/** `1,` */
const BYTES_A_VALUE = 2;
const DEFAULT_FIELD_BYTES: Readonly<Record<string, number>> = { file: 5 * MIB, editor: 5 * MIB, json: MIB };

/** How large the body of a create or update may be: 32 MiB and what the fields for large values may hold on top. */
export function maxRecordBodyBytes({ collection }: Call): number {
  if (collection === undefined || collection.type === "view") return 32 * MIB;
  return collection.fields.reduce((total, field) => total + maxFieldBytes(field), 32 * MIB);
}

/** How many values the JSON of such a body may have: as usual, and what larger JSON fields may hold on top. */
export function maxRecordJsonValues({ collection }: Call): number {
  if (collection === undefined || collection.type === "view") return MAX_JSON_VALUES;
  return collection.fields.reduce((total, field) => {
    const larger = field.type === "json" ? maxFieldBytes(field) - MIB : 0;
    return total + Math.max(0, Math.floor(larger / BYTES_A_VALUE));
  }, MAX_JSON_VALUES);
}

function maxFieldBytes(field: FieldBase): number {
  const standard = DEFAULT_FIELD_BYTES[field.type];
  if (standard === undefined) return 0;
  const { maxSize, maxSelect } = field as FieldBase & { maxSize?: number; maxSelect?: number };
  return (maxSize || standard) * (field.type === "file" ? Math.max(maxSelect ?? 1, 1) : 1);
}
