/**
 * One key of a record's JSON. `read` gives the value, or for a `raw` part its JSON text (or null to leave the key out), which
 * keeps what parsing would change: large numbers and the order of keys.
 */
export interface ShapePart<Source> {
  readonly key: string;
  readonly isRaw?: boolean;
  readonly read: (source: Source) => unknown;
}

interface Segment<Source> {
  /** Reads neighbouring plain parts. One native `JSON.stringify` of them is far faster than one a value. */
  readonly plain: ((source: Source) => object) | null;
  /** The raw part behind them. */
  readonly raw: { readonly prefix: string; readonly read: (source: Source) => unknown } | null;
}

/** Writes records of one collection as JSON with sorted keys, for all who may see the same of them. */
export class JsonShape<Source> {
  readonly #parts: readonly ShapePart<Source>[];
  readonly #segments: readonly Segment<Source>[];

  constructor(parts: readonly ShapePart<Source>[]) {
    this.#parts = [...parts].sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#segments = toSegments(this.#parts);
  }

  text(source: Source): string {
    let body = "";
    for (const { plain, raw } of this.#segments) {
      if (plain !== null) {
        const json = JSON.stringify(plain(source));
        if (raw === null && body === "") return json;
        body += body === "" ? json.slice(1, -1) : `,${json.slice(1, -1)}`;
      }
      const value = raw?.read(source);
      if (raw !== null && typeof value === "string")
        body += body === "" ? raw.prefix + value : `,${raw.prefix}${value}`;
    }
    return `{${body}}`;
  }

  /** All of them as a JSON array. */
  listText(sources: readonly Source[]): string {
    const [only] = this.#segments;
    if (this.#segments.length === 1 && only !== undefined && only.raw === null && only.plain !== null) {
      return JSON.stringify(sources.map(only.plain));
    }
    return `[${sources.map((source) => this.text(source)).join(",")}]`;
  }

  /** The keys that are wanted, as a plain object. */
  object(source: Source, wants: (key: string) => boolean): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const { key, isRaw, read } of this.#parts) {
      if (!wants(key)) continue;
      const value = read(source);
      if (!isRaw) object[key] = value;
      else if (typeof value === "string") object[key] = JSON.parse(value);
    }
    return object;
  }
}

/**
 * Made from text, because an object literal with known keys takes half the time of filling an object key by key. The keys are
 * names of fields, which are word characters, and are quoted all the same.
 */
function compileReader<Source>(parts: readonly ShapePart<Source>[]): ((source: Source) => object) | null {
  if (parts.length === 0) return null;
  const names = parts.map((_, index) => `read${index}`);
  const entries = parts.map(({ key }, index) => `${propertyName(key)}: read${index}(source)`);
  // oxlint-disable-next-line typescript/no-implied-eval -- the text holds nothing but quoted field names
  const make = new Function(...names, `return (source) => ({ ${entries.join(", ")} })`);
  return make(...parts.map(({ read }) => read)) as (source: Source) => object;
}

/** Only in brackets `__proto__` is a key like any other. */
function propertyName(key: string): string {
  return key === "__proto__" ? `["${key}"]` : JSON.stringify(key);
}

function toSegments<Source>(parts: readonly ShapePart<Source>[]): Segment<Source>[] {
  const segments: Segment<Source>[] = [];
  let plain: ShapePart<Source>[] = [];
  for (const part of parts) {
    if (part.isRaw !== true) {
      plain.push(part);
      continue;
    }
    segments.push({ plain: compileReader(plain), raw: { prefix: `${JSON.stringify(part.key)}:`, read: part.read } });
    plain = [];
  }
  if (plain.length > 0 || segments.length === 0) segments.push({ plain: compileReader(plain), raw: null });
  return segments;
}
