import type { SpanStart } from "../../lib/tracing.ts";
import type { Collection } from "../collections/collection.ts";

/**
 * A rule in a trace. `list`: it becomes the SQL of a list, with filter and sort. `row`: a stored record is looked up under it.
 * `record`: it is checked for a record, by a function or by the database. The text of a rule may hold secrets and is left out.
 */
export function ruleSpan({ name }: Collection, kind: "list" | "row" | "record"): SpanStart {
  return { name: `rule ${name}`, values: { "baobox.collection": name, "baobox.rule": kind } };
}
