import { toText } from "../../lib/convert.ts";
import { checkCommonOptions, checkRange } from "./common-options.ts";
import { textSchema } from "./describe.ts";
import { collectErrors, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp } from "./field.ts";
import { columnText } from "./text-column.ts";

export interface EditorField extends FieldWithHelp {
  readonly required: boolean;
  /** In bytes; 0 for the default limit. */
  readonly maxSize: number;
  /** For the editor in the dashboard only. */
  readonly convertURLs: boolean;
}

const DEFAULT_MAX_BYTES = 5 * 1024 * 1024;

export const editorField: FieldType<EditorField> = {
  type: "editor",
  defaults: { help: "", required: false, maxSize: 0, convertURLs: false },
  columnKind: () => "text",
  isLarge: () => true,
  maxBytes: maxBytesOf,
  modifiers: [],
  isJsonValue: (column) => typeof column === "string",
  schema: textSchema,
  typeText: () => "string",
  validateOptions: (field) => collectErrors({ ...checkCommonOptions(field), maxSize: checkRange(field.maxSize, 0) }),
  zero: () => "",
  normalize: (_field, raw) => toText(raw),
  fromColumn: (_field, value) => columnText(value),
  toColumn: (_field, value) => (typeof value === "string" ? value : ""),

  validate(field, value) {
    const text = typeof value === "string" ? value : "";
    if (text === "") return field.required ? required : null;
    const maxSize = maxBytesOf(field);
    if (Buffer.byteLength(text) <= maxSize) return null;
    return {
      code: "validation_content_size_limit",
      message: `The maximum allowed content size is ${maxSize} bytes.`,
      params: { maxSize },
    };
  },
};

function maxBytesOf({ maxSize }: EditorField): number {
  return maxSize > 0 ? maxSize : DEFAULT_MAX_BYTES;
}
