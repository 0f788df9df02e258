import { isUrl, urlHost } from "../../lib/address-formats.ts";
import { toText } from "../../lib/convert.ts";
import { checkCommonOptions } from "./common-options.ts";
import { formatSchema, textSchema } from "./describe.ts";
import { checkDomainOptions, isDomainAllowed, type DomainOptions } from "./domain-options.ts";
import { collectErrors, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp } from "./field.ts";
import { columnText } from "./text-column.ts";

export interface UrlField extends FieldWithHelp, DomainOptions {
  readonly required: boolean;
}

export const urlField: FieldType<UrlField> = {
  type: "url",
  defaults: { help: "", required: false, exceptDomains: null, onlyDomains: null },
  columnKind: () => "text",
  modifiers: [],
  isJsonValue: (column) => typeof column === "string",
  schema: textSchema,
  inputSchema: (field) => formatSchema(field, "uri"),
  typeText: () => "string",
  validateOptions: (field) => collectErrors({ ...checkCommonOptions(field), ...checkDomainOptions(field) }),
  zero: () => "",
  normalize: (_field, raw) => toText(raw),
  fromColumn: (_field, value) => columnText(value),
  toColumn: (_field, value) => (typeof value === "string" ? value : ""),

  validate(field, value) {
    const url = typeof value === "string" ? value : "";
    if (url === "") return field.required ? required : null;
    if (!isUrl(url)) return { code: "validation_invalid_url", message: "Must be a valid url." };
    if (!isDomainAllowed(field, urlHost(url))) {
      return { code: "validation_url_domain_not_allowed", message: "Url domain is not allowed." };
    }
    return null;
  },
};
