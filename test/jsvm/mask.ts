const NEAR_MS = 48 * 3600 * 1000;
const GENERATED_ID = /(?<![A-Za-z0-9_])[a-z0-9]{15}(?![A-Za-z0-9_])/g;

/** What can't be equal in two runs: ids but those that the case's own files name, times of now, tokens, and values by name. */
export interface Masks {
  readonly known: ReadonlySet<string>;
  readonly names: readonly (readonly [value: string, name: string])[];
}

export function maskValue(value: unknown, masks: Masks): unknown {
  if (typeof value === "string") return maskText(value, masks);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, masks));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [maskText(key, masks), maskValue(item, masks)]),
  ) as unknown;
}

export function maskText(given: string, { known, names }: Masks): string {
  let text = given;
  for (const [value, name] of names) if (value.length > 3) text = text.replaceAll(value, name);
  return text
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "<jwt>")
    .replaceAll(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, (date) =>
      Math.abs(Date.parse(date.replace(" ", "T")) - Date.now()) < NEAR_MS ? "<now>" : date,
    )
    .replaceAll(/_clone_\w{4}/g, "_clone_<random>")
    .replaceAll(/_[a-z0-9]{10}(?=\.[a-z0-9]+)/g, "_<random>")
    .replace(/\n\s+at [\s\S]*/, "")
    .replaceAll(GENERATED_ID, (id) => (known.has(id) ? id : "<id>"))
    .replaceAll(
      /(SQL logic error|constraint failed|Error parsing regexp|datatype mismatch|failed query|sql: Scan error|sql: converting argument)\b.*/gi,
      "$1 …",
    );
}

/** The ids that files name. */
export function namedIds(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => [...text.matchAll(GENERATED_ID)].map(([id]) => id)));
}
