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
  const data: unknown = JSON.parse(json);
  if (typeof data !== "object" || data === null) return;
  const known = target as Record<string, unknown>;
  for (const [name, value] of Object.entries(data)) if (Object.hasOwn(target, name)) known[name] = value;
}
