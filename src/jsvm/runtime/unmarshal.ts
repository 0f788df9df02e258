import { goJsonError } from "../../lib/go-json-error.ts";
import { DynamicModel } from "./dynamic-model.ts";
import { goError } from "./go-error.ts";
import { goJson } from "./go-json.ts";

/** `unmarshal(data, target)`: sets what the target knows of the data, by way of its JSON text. */
export function unmarshal(data: unknown, target: object): void {
  unmarshalText(goJson(data), target);
}

/** Records, collections and lists of fields read JSON themselves; plain objects of scripts are copies for Go and stay as they are. */
export function unmarshalText(json: string, target: object): void {
  if ("unmarshalJSON" in target && typeof target.unmarshalJSON === "function") {
    target.unmarshalJSON(json);
    return;
  }
  const data = parsedJson(json);
  if (typeof data !== "object" || data === null) return;
  if (target instanceof DynamicModel) {
    DynamicModel.bindJson(target, data as Readonly<Record<string, unknown>>);
    return;
  }
  const known = target as Record<string, unknown>;
  for (const [name, value] of Object.entries(data)) if (Object.hasOwn(target, name)) known[name] = value;
}

/** What is wrong with a text that is no JSON is said as Go does. */
export function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    const reason = goJsonError(json);
    throw goError(/^(?:unexpected )?EOF$/.test(reason) ? "unexpected end of JSON input" : reason);
  }
}
