import { Type } from "@sinclair/typebox";
import { isDateText, parseDate } from "../../lib/dates.ts";
import { DateText } from "../wire-types.ts";
import { checkCommonOptions } from "./common-options.ts";
import { collectErrors, noGreaterThan, noLessThan, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp } from "./field.ts";

export interface DateField extends FieldWithHelp {
  readonly required: boolean;
  /** A date text; "" for no limit. */
  readonly min: string;
  readonly max: string;
}

export const dateField: FieldType<DateField> = {
  type: "date",
  defaults: { help: "", required: false, min: "", max: "" },
  columnKind: () => "text",
  modifiers: [],
  isJsonValue: isDateText,
  schema: () => DateText,
  inputSchema: () => Type.String({ examples: ["2026-01-02 03:04:05.678Z", "2026-01-02T03:04:05Z"] }),
  typeText: () => "DateText",
  inputTypeText: () => "string | Date",

  // Like PocketBase it takes limits that no date can keep.
  validateOptions: (field) => collectErrors(checkCommonOptions(field)),

  zero: () => "",
  normalize: (_field, raw) => parseDate(raw),
  fromColumn: (_field, value) => parseDate(value),
  toColumn: (_field, value) => (typeof value === "string" ? value : ""),

  // Date texts sort like dates.
  validate(field, value) {
    if (typeof value !== "string" || value === "") return field.required ? required : null;
    if (field.min !== "" && value < field.min)
      return { ...noLessThan(longDate(field.min)), params: { threshold: isoDate(field.min) } };
    if (field.max !== "" && value > field.max)
      return { ...noGreaterThan(longDate(field.max)), params: { threshold: isoDate(field.max) } };
    return null;
  },
};

/** The limit as Go prints times: `2026-01-02 03:04:05.678 +0000 UTC`. */
function longDate(text: string): string {
  return text.replace(/\.?0*Z$/, " +0000 UTC");
}

/** The limit as Go writes times in JSON. */
function isoDate(text: string): string {
  return text.replace(" ", "T").replace(/\.?0*Z$/, "Z");
}
