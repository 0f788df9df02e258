import { badRequest } from "./api-error.ts";
import { htmlExcerpt } from "./html-excerpt.ts";
import { countText } from "./limit-error.ts";

/** The `fields` of a request could not be understood. PocketBase then answers with an empty body. */
export class FieldsSyntaxError extends Error {
  override readonly name = "FieldsSyntaxError";
}

type Modifier = (value: unknown) => unknown;

/** What becomes of one key: dropped, taken whole, or reduced to a part of its value. */
type Decision = "drop" | { readonly modify: Modifier | null } | { readonly part: FieldsPicker };

/** Keys of JSON values are the clients', so only so many decisions are remembered. */
const MAX_DECISIONS = 500;

/** Reduces JSON values to the fields that a client asked for, e.g. `id, expand.author.name, text:excerpt(20,true)`. */
export class FieldsPicker {
  readonly #fields: ReadonlyMap<string, Modifier | null>;
  /** The paths and their beginnings up to a dot: keys that are none of them are decided without a look at each path. */
  readonly #beginnings: ReadonlySet<string>;
  readonly #decisions = new Map<string, Decision>();

  constructor(fields: ReadonlyMap<string, Modifier | null>) {
    this.#fields = fields;
    this.#beginnings = new Set([...fields.keys()].flatMap(beginningsOf));
  }

  /** Objects keep the fields asked for, of lists each item does; other values stay as they are. */
  pick(value: unknown): unknown {
    if (typeof value !== "object" || value === null || this.#fields.size === 0) return value;
    if (!Array.isArray(value)) return this.#pickKeys(value as Record<string, unknown>);
    if (!isObject(value[0])) return value;
    return value.map((item: unknown) => (isObject(item) ? this.#pickKeys(item) : item));
  }

  /** Whether something of the key is asked for, so that the others need not be put together. */
  wants(key: string): boolean {
    return this.#fields.size === 0 || this.#decide(key) !== "drop";
  }

  #pickKeys(object: Record<string, unknown>): Record<string, unknown> {
    const picked: Record<string, unknown> = {};
    for (const key in object) {
      const decision = this.#decide(key);
      if (decision === "drop") continue;
      const value = object[key];
      if ("part" in decision) picked[key] = decision.part.pick(value);
      else picked[key] = decision.modify === null ? value : decision.modify(value);
    }
    return picked;
  }

  #decide(key: string): Decision {
    const known = this.#decisions.get(key);
    if (known !== undefined) return known;
    const decision = this.#newDecision(key);
    if (this.#decisions.size < MAX_DECISIONS) this.#decisions.set(key, decision);
    return decision;
  }

  #newDecision(key: string): Decision {
    const parts = new Map<string, Modifier | null>();
    const paths = this.#beginnings.has(key) || key.length > MAX_BEGINNING ? this.#fields : [];
    for (const [path, modify] of paths) {
      if (path !== key && !path.startsWith(`${key}.`)) continue;
      const rest = path.slice(key.length + 1).replace(/\.$/, "");
      if (rest === "") return { modify };
      parts.set(rest, modify);
    }
    if (parts.size > 0) return { part: new FieldsPicker(parts) };
    const everything = this.#fields.get("*");
    return everything === undefined ? "drop" : { modify: everything };
  }
}

/** Longer beginnings of paths are not remembered. */
const MAX_BEGINNING = 500;

function beginningsOf(path: string): string[] {
  const found = [path];
  for (let dot = path.indexOf("."); dot >= 0 && dot <= MAX_BEGINNING; dot = path.indexOf(".", dot + 1)) {
    found.push(path.slice(0, dot));
  }
  return found;
}

const MAX_PATHS = 1000;
const MAX_LENGTH = 100_000;

/**
 * Parses the `fields` parameter. Throws a `FieldsSyntaxError` for unknown modifiers and unbalanced quotes or parentheses, a 400
 * that names the limit for too many fields.
 */
export function parseFields(text: string): FieldsPicker {
  if (text.length > MAX_LENGTH) throw badRequest(`fields must not be longer than ${countText(MAX_LENGTH)} bytes`);
  const fields = new Map<string, Modifier | null>();
  for (const token of splitFields(text)) {
    const colon = token.indexOf(":");
    if (colon < 0) fields.set(token, null);
    else fields.set(token.slice(0, colon), parseModifier(token.slice(colon + 1)));
  }
  if (fields.size > MAX_PATHS) throw badRequest(`fields must not name more than ${countText(MAX_PATHS)} fields`);
  return new FieldsPicker(fields);
}

/** Splits at commas outside of quotes and parentheses; empty parts are left out. */
function splitFields(text: string): string[] {
  if (!/[("'`]/.test(text)) return text.split(",").map(trimmed).filter(Boolean);
  const tokens: string[] = [];
  let token = "";
  let depth = 0;
  let quote = "";
  let previous = "";
  for (const character of text) {
    if (previous !== "\\") {
      if (character === "(" && quote === "") depth++;
      else if (character === ")" && quote === "" && depth > 0) depth--;
      else if (`"'\``.includes(character) && (quote === "" || quote === character))
        quote = quote === "" ? character : "";
    }
    if (character === "," && depth === 0 && quote === "") {
      tokens.push(trimmed(token));
      token = "";
      previous = "";
    } else {
      token += character;
      previous = character;
    }
  }
  if (depth > 0 || quote !== "") throw new FieldsSyntaxError(`unbalanced parentheses or quotes in ${text}`);
  tokens.push(trimmed(token));
  return tokens.filter(Boolean);
}

function trimmed(token: string): string {
  return token.trim();
}

function parseModifier(text: string): Modifier {
  const [name, ...parameters] = text
    .split(/[(), ]/)
    .map(trimmed)
    .filter(Boolean);
  if (name !== "excerpt") throw new FieldsSyntaxError(`missing or invalid modifier ${text}`);
  const [max = "", withEllipsis = ""] = parameters;
  const options = { max: parseWholeNumber(max), withEllipsis: /^(?:1|t|T|true|TRUE|True)$/.test(withEllipsis) };
  if (parameters.length > 2 || !(options.max > 0)) {
    throw new FieldsSyntaxError(`excerpt needs (max, withEllipsis?): ${text}`);
  }
  return (value) => (typeof value === "string" ? htmlExcerpt(value, options) : value);
}

/** As Go reads an integer of 64 bits, after a fraction was cut off: `20`, `1_000`, `0x10`, `010` (8). NaN for anything else. */
function parseWholeNumber(text: string): number {
  const [, sign = "", digits = ""] = /^([+-]?)(\w{1,70})(?:\.\d*)?$/.exec(text) ?? [];
  const plain = digits.replaceAll(/(?<=[\da-z])_(?=[\da-z])/gi, "");
  const isNumber = /^(?:0x[\da-f]+|0b[01]+|0o?[0-7]+|0|[1-9]\d*)$/i.test(plain);
  if (!isNumber) return NaN;
  const value = BigInt(/^0[0-7]/.test(plain) ? `0o${plain.slice(1)}` : plain);
  return value < 2n ** 63n ? Number(`${sign}${value}`) : NaN;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
