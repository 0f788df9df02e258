import { isEmail } from "../../lib/address-formats.ts";
import { toText } from "../../lib/convert.ts";
import { checkCommonOptions } from "./common-options.ts";
import { formatSchema, textSchema } from "./describe.ts";
import { checkDomainOptions, isDomainAllowed, type DomainOptions } from "./domain-options.ts";
import { collectErrors, required } from "./field-errors.ts";
import type { FieldType, FieldWithHelp } from "./field.ts";
import { columnText } from "./text-column.ts";

export interface EmailField extends FieldWithHelp, DomainOptions {
  readonly required: boolean;
}

export const emailField: FieldType<EmailField> = {
  type: "email",
  defaults: { help: "", required: false, exceptDomains: null, onlyDomains: null },
  columnKind: () => "text",
  modifiers: [],
  isJsonValue: (column) => typeof column === "string",
  schema: textSchema,
  inputSchema: (field) => formatSchema(field, "email"),
  typeText: () => "string",
  validateOptions: (field) => collectErrors({ ...checkCommonOptions(field), ...checkDomainOptions(field) }),
  zero: () => "",
  normalize: (_field, raw) => toText(raw),
  fromColumn: (_field, value) => columnText(value),
  toColumn: (_field, value) => (typeof value === "string" ? value : ""),

  validate(field, value) {
    const email = typeof value === "string" ? value : "";
    if (email === "") return field.required ? required : null;
    if (!isEmail(email)) return { code: "validation_is_email", message: "Must be a valid email address." };
    if (!isDomainAllowed(field, email.slice(email.lastIndexOf("@") + 1))) {
      return { code: "validation_email_domain_not_allowed", message: "Email domain is not allowed." };
    }
    return null;
  },
};
