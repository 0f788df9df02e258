type JsonObject = Record<string, unknown>;

export interface MaskOptions {
  /** When the answer was given, in Unix milliseconds. */
  answeredAt: number;
  /** Ids that the world or the questions name; any other record id is generated and differs from run to run. */
  knownIds: ReadonlySet<string>;
}

const DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/;
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
const RECORD_ID = /^[a-z0-9]{15}$/;
const RECORD_IDS = /[a-z0-9]{15}/g;
/** What the world's `slug` field generates. */
const GENERATED_SLUG = /^[a-z]{8}$/;
/** When the world was ready, before the first question: dates up to then are the same in every run. */
const WORLD_MADE_AT = Date.parse("2026-11-23T02:10:06Z");
/** A later date this close to the answer is taken for "now". */
const NOW_WITHIN_MS = 48 * 60 * 60 * 1000;
/** What follows one of these comes from PocketBase's language or SQLite driver, or in a random order. */
const ENGINE_WORDING = /(Raw error:\s*\n|SQL logic error:|Error parsing regexp:|due to existing reference in).*$/s;
const SHOWN_LENGTH_MAX = 160;

/** The ids that appear in the given JSON values. */
export function idsIn(...values: unknown[]): Set<string> {
  return new Set(JSON.stringify(values).match(RECORD_IDS) ?? []);
}

/** Replaces what cannot be equal in two runs by a name for it. */
export function maskAnswer(value: unknown, options: MaskOptions, key = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => maskAnswer(item, options, key));
    // The order of a list depends on its ids where some of them are random.
    return key === "items" && JSON.stringify(items).includes('"<id>"') ? items.toSorted(byContent) : items;
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskAnswer(item, options, name)]));
  }
  return typeof value === "string" ? maskText(value, options, key) : value;
}

function maskText(text: string, { answeredAt, knownIds }: MaskOptions, key: string): string {
  if (DATE.test(text) && isNow(Date.parse(text.replace(" ", "T")), answeredAt)) return "<now>";
  if (JWT.test(text)) return "<jwt>";
  if (key === "id" && RECORD_ID.test(text) && !knownIds.has(text)) return "<id>";
  if (key === "slug" && GENERATED_SLUG.test(text)) return "<slug>";
  return key === "message" ? text.replace(ENGINE_WORDING, "$1…") : text;
}

function isNow(date: number, answeredAt: number): boolean {
  return date > WORLD_MADE_AT && Math.abs(date - answeredAt) < NOW_WITHIN_MS;
}

/** The first path at which two JSON values differ, whatever the order of their keys. */
export function valueDifference(expected: unknown, actual: unknown, path = "$"): string | undefined {
  if (Object.is(expected, actual)) return undefined;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return `${path}: ${expected.length} items expected, got ${actual.length}`;
    return firstOf(expected.keys(), (index) => valueDifference(expected[index], actual[index], `${path}[${index}]`));
  }
  if (isObject(expected) && isObject(actual)) {
    return firstOf(new Set([...Object.keys(expected), ...Object.keys(actual)]), (key) => {
      if (!Object.hasOwn(expected, key)) return `${path}.${key}: unexpected`;
      if (!Object.hasOwn(actual, key)) return `${path}.${key}: missing`;
      return valueDifference(expected[key], actual[key], `${path}.${key}`);
    });
  }
  return `${path}: expected ${show(expected)}, got ${show(actual)}`;
}

/** The first path at which two values that are equal otherwise have their keys in another order. */
export function keyOrderDifference(expected: unknown, actual: unknown, path = "$"): string | undefined {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return firstOf(expected.keys(), (index) => keyOrderDifference(expected[index], actual[index], `${path}[${index}]`));
  }
  if (!isObject(expected) || !isObject(actual)) return undefined;
  const [wanted, got] = [Object.keys(expected).join(), Object.keys(actual).join()];
  if (wanted !== got) return `${path}: expected the keys ${wanted}, got ${got}`;
  return firstOf(Object.keys(expected), (key) => keyOrderDifference(expected[key], actual[key], `${path}.${key}`));
}

function firstOf<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function byContent(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(sortKeys(a)), JSON.stringify(sortKeys(b))];
  return left < right ? -1 : Number(left > right);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "undefined").slice(0, SHOWN_LENGTH_MAX);
}
