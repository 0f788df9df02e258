import { MAX_JSON_VALUES } from "../../lib/json-scan.ts";
import type { FieldBase } from "../fields/field.ts";
import { DEFAULT_MAX_JSON_BYTES } from "../fields/json.ts";
import { fieldType } from "../fields/registry.ts";
import type { Call } from "../route.ts";

const MIB = 1024 * 1024;
/** `1,` */
const BYTES_A_VALUE = 2;

/** How large the body of a create or update may be: 32 MiB and what the fields for large values may hold on top. */
export function maxRecordBodyBytes({ collection }: Call): number {
  if (collection === undefined || collection.type === "view") return 32 * MIB;
  return collection.fields.reduce((total, field) => total + maxFieldBytes(field), 32 * MIB);
}

/** How many values the JSON of such a body may have: as usual, and what larger JSON fields may hold on top. */
export function maxRecordJsonValues({ collection }: Call): number {
  if (collection === undefined || collection.type === "view") return MAX_JSON_VALUES;
  return collection.fields.reduce((total, field) => {
    const larger = field.type === "json" ? maxFieldBytes(field) - DEFAULT_MAX_JSON_BYTES : 0;
    return total + Math.max(0, Math.floor(larger / BYTES_A_VALUE));
  }, MAX_JSON_VALUES);
}

function maxFieldBytes(field: FieldBase): number {
  return fieldType(field).maxBytes?.(field) ?? 0;
}
