import { textArgument, notAnother } from "./go-arguments.ts";
import { HostDateTime } from "./date-time.ts";
import { RULES } from "./collection-names.ts";
import { copyOf } from "./collection-values.ts";
import { assignedPart } from "./option-parts.ts";
import { pointedText } from "./pointed-value.ts";
import { jsonList } from "./values.ts";

export const TEXTS: readonly string[] = ["id", "name", "type", "viewQuery"];

/** Options that are null or a rule. */
export const NULLABLE: readonly string[] = [...RULES, "authRule", "manageRule"];

/** An option as scripts see it, of what the server told. */
export function collectionOption(name: string, value: unknown): unknown {
  if (name === "created" || name === "updated") return new HostDateTime(value);
  if (NULLABLE.includes(name)) return pointedText(value);
  return name === "indexes" ? jsonList(copyOf(value ?? []) as string[]) : copyOf(value);
}

/** What an assignment to an option of a collection leaves in it; throws for what Go can't convert. */
export function assignedCollectionOption(name: string, value: unknown, current: unknown): unknown {
  if (TEXTS.includes(name)) return textArgument(value);
  if (NULLABLE.includes(name)) return pointedText(value);
  switch (name) {
    case "system":
      return Boolean(value);
    case "created":
    case "updated":
      if (value instanceof HostDateTime) return value;
      if (value === null || value === undefined) return new HostDateTime();
      throw notAnother(value, "types.DateTime");
    case "indexes":
      if (!Array.isArray(value ?? [])) throw notAnother(value, "types.JSONArray[string]");
      return jsonList(((value ?? []) as readonly unknown[]).map(textArgument));
    default:
      return assignedPart(value, current, name);
  }
}
