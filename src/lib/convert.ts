/**
 * Conversions of loosely typed input (JSON bodies, form values) into the types of fields. They follow the rules of Go's
 * `cast` and `strconv` packages that PocketBase uses, because clients see their results. None of them fails.
 */

/** Numbers never appear with an exponent; lists, objects and null are "". */
export function toText(raw: unknown): string {
  // Half surrogate pairs cannot be stored; Go replaces them as soon as it reads a body.
  if (typeof raw === "string") return raw.toWellFormed();
  if (typeof raw === "number") return formatDecimal(raw);
  if (typeof raw === "boolean" || typeof raw === "bigint") return String(raw);
  return raw instanceof Uint8Array ? new TextDecoder().decode(raw) : "";
}

const TRUE_TEXTS = new Set(["1", "t", "T", "true", "TRUE", "True"]);

/** Numbers are true unless 0; texts are true for `1 t T true TRUE True` only. */
export function toBoolean(raw: unknown): boolean {
  if (typeof raw === "string") return TRUE_TEXTS.has(raw);
  if (typeof raw === "number" || typeof raw === "bigint") return Boolean(raw);
  return raw === true;
}

const DECIMAL = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** Texts as Go reads floats: what is not wholly a number (also with spaces around it) or is too large counts as 0. */
export function toNumber(raw: unknown): number {
  if (typeof raw === "number") return raw;
  if (typeof raw === "string") return parseFloatText(raw);
  return typeof raw === "boolean" || typeof raw === "bigint" ? Number(raw) : 0;
}

function parseFloatText(text: string): number {
  if (DECIMAL.test(text)) {
    const value = Number(text.includes("_") ? text.replaceAll("_", "") : text);
    return Number.isFinite(value) ? value : 0;
  }
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  return text.toLowerCase() === "nan" ? NaN : 0;
}

/**
 * The distinct non-empty texts of a list, of a text that holds a JSON list, or of a single value.
 */
export function toTextList(raw: unknown): string[] {
  if (raw === null || raw === undefined || raw === "") return [];
  if (Array.isArray(raw)) return distinct(raw.map(toText));
  if (typeof raw === "string" && raw.includes("[")) return distinct(listOfJson(raw));
  return distinct([toText(raw)]);
}

/**
 * A JSON list with other than texts in it keeps its texts and the whole text as one more item, as it happens in PocketBase.
 */
function listOfJson(text: string): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return [text];
  }
  if (!Array.isArray(parsed)) return [text];
  if (parsed.every((item) => typeof item === "string")) return parsed;
  const texts = parsed.filter((item) => typeof item === "string");
  return parsed.every((item) => typeof item === "string" || item === null) ? texts : [...texts, text];
}

function distinct(texts: string[]): string[] {
  // The common case: a few different texts.
  if (texts.length < 10 && areDistinct(texts)) return texts;
  return [...new Set(texts)].filter((text) => text !== "");
}

function areDistinct(texts: readonly string[]): boolean {
  for (let index = 0; index < texts.length; index += 1) {
    const text = texts[index] ?? "";
    if (text === "" || texts.indexOf(text) !== index) return false;
  }
  return true;
}

/** A number without an exponent, as short as its value allows. */
export function formatDecimal(value: number): string {
  const text = String(value);
  if (!text.includes("e")) {
    return value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : text;
  }
  const [mantissa = "", exponent = "0"] = text.split("e");
  const negative = mantissa.startsWith("-");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const decimal = point <= 0 ? `0.${"0".repeat(-point)}${digits}` : digits.padEnd(point, "0");
  return negative ? `-${decimal}` : decimal;
}

/** A number as Go's `%v` writes it: with an exponent of at least two digits below 1e-4 and from 1e6 on. */
export function formatShortest(value: number): string {
  const magnitude = Math.abs(value);
  if (value === 0 || (magnitude >= 1e-4 && magnitude < 1e6) || !Number.isFinite(value)) return formatDecimal(value);
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
