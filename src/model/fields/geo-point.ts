import { Type } from "@sinclair/typebox";
import { checkCommonOptions } from "./common-options.ts";
import { collectErrors, required } from "./field-errors.ts";
import { JsonText, type FieldType, type FieldValue, type FieldWithHelp, type GeoPoint } from "./field.ts";

export interface GeoPointField extends FieldWithHelp {
  /** Not the point 0, 0. */
  readonly required: boolean;
}

const ORIGIN: GeoPoint = { lon: 0, lat: 0 };

export const geoPointField: FieldType<GeoPointField> = {
  type: "geoPoint",
  defaults: { help: "", required: false },
  columnKind: () => "geoPoint",
  isParsed: true,
  modifiers: [],
  schema: () => Type.Object({ lon: Type.Number(), lat: Type.Number() }),
  typeText: () => "GeoPoint",
  validateOptions: (field) => collectErrors(checkCommonOptions(field)),
  zero: () => ORIGIN,
  normalize: (_field, raw) => pointOf(raw),
  fromColumn: (_field, value) => pointOf(value),
  toColumn(_field, value) {
    const { lon, lat } = asPoint(value);
    return JSON.stringify({ lon, lat });
  },

  validate(field, value) {
    const { lon, lat } = asPoint(value);
    if (lon === 0 && lat === 0) return field.required ? required : null;
    if (lat < -90 || lat > 90) {
      return { code: "validation_invalid_latitude", message: "Latitude must be between -90 and 90 degrees." };
    }
    if (lon < -180 || lon > 180) {
      return { code: "validation_invalid_longitude", message: "Longitude must be between -180 and 180 degrees." };
    }
    return null;
  },
};

function asPoint(value: FieldValue): GeoPoint {
  return typeof value === "object" && value !== null && "lon" in value ? value : ORIGIN;
}

/** Of an object or its JSON text; a coordinate that is no number counts as 0. */
function pointOf(raw: unknown): GeoPoint {
  if (raw instanceof JsonText) return pointOf(raw.text);
  if (typeof raw === "string") return raw === "" ? ORIGIN : pointOf(parsed(raw));
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return ORIGIN;
  let { lon, lat } = ORIGIN;
  // Go reads the names without regard to case.
  for (const [key, value] of Object.entries(raw)) {
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    const name = key.toLowerCase();
    if (name === "lon") lon = value;
    else if (name === "lat") lat = value;
  }
  return lon === 0 && lat === 0 ? ORIGIN : { lon, lat };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
