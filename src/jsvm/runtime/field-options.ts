import { toBoolean, toText } from "../../lib/convert.ts";
import type { OptionKind } from "../../model/collections/field-shapes.ts";
import { HostDateTime } from "./date-time.ts";
import { integerArgument, notAnother, textArgument } from "./go-arguments.ts";
import { integerOf } from "./go-casts.ts";
import { pointedNumber, unpointed } from "./pointed-value.ts";
import { isNilList, nilList } from "./values.ts";

/** An option as scripts see it, of what JSON tells. */
export function optionOf(kind: OptionKind, value: unknown): unknown {
  switch (kind) {
    case "text":
      return typeof value === "string" ? value : "";
    case "flag":
      return value === true;
    case "integer":
      return typeof value === "number" && Number.isInteger(value) ? value : 0;
    case "number?":
      return typeof value === "number" ? pointedNumber(value) : null;
    case "list":
      return Array.isArray(value) ? value.filter((item) => typeof item === "string") : nilList();
    case "date":
      return new HostDateTime(value ?? "");
  }
}

/** What an assignment leaves in an option. */
export function assignedOption(kind: OptionKind, value: unknown): unknown {
  switch (kind) {
    case "text":
      return textArgument(value);
    case "flag":
      return Boolean(value);
    case "integer":
      return integerArgument(value);
    case "number?":
      return pointedNumber(unpointed(value));
    case "list":
      if (value === null || value === undefined) return nilList();
      if (!Array.isArray(value)) throw notAnother(value, "[]string");
      if (isNilList(value)) return nilList();
      return value.map(textArgument);
    case "date":
      if (value instanceof HostDateTime) return value;
      throw notAnother(value, "types.DateTime");
  }
}

/** Of what a script may have set. */
export function wireOption(kind: OptionKind, value: unknown): unknown {
  switch (kind) {
    case "text":
      return toText(value);
    case "flag":
      return toBoolean(value);
    case "integer":
      return integerOf(value);
    case "number?":
      return value === null || value === undefined ? null : Number(value);
    case "list":
      return Array.isArray(value) && !isNilList(value) ? value.map(toText) : null;
    case "date":
      return new HostDateTime(value).string();
  }
}
