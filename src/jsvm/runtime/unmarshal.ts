import { goJson } from "./go-json.ts";
import { bindJson, isGoTarget } from "./go-targets.ts";
import { JsonSource } from "./json-source.ts";

/** `unmarshal(data, target)`: sets what the target knows of the data, by way of its JSON text. */
export function unmarshal(data: unknown, target: unknown): void {
  unmarshalText(goJson(data), target);
}

/** What is no object of Go is a copy for Go and stays as it is. */
export function unmarshalText(json: string, target: unknown): void {
  const source = JsonSource.of(json);
  if (isGoTarget(target)) bindJson(target, source);
}
