/** A text that is HTML already: `raw` makes it. */
export class SafeHtml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** A value as Go's `fmt.Sprint` prints it. */
export function sprint(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "string") return value;
  if (typeof value === "number") return sprintNumber(value);
  if (value instanceof Date)
    return value
      .toISOString()
      .replace("T", " ")
      .replace(/\.?0*Z$/, " +0000 UTC");
  if (Array.isArray(value)) return hasOwnText(value) ? String(value) : `[${value.map(sprint).join(" ")}]`;
  return typeof value === "object" ? sprintObject(value) : ownText(value);
}

/** As JavaScript makes texts of what knows its own. */
export function ownText(value: unknown): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- an object without one is shown as such
  return String(value);
}

/** Floats have an exponent below 0.0001 and from 21 digits on. */
export function sprintNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 21)) return String(value === 0 ? 0 : value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function sprintObject(value: object): string {
  if (Object.getPrototypeOf(value) !== Object.prototype) return ownText(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${sprint(item)}`).join(" ")}]`;
}

/** Bytes of JSON fields know their text. */
function hasOwnText(value: object): boolean {
  return Object.hasOwn(value, "toString");
}

const VERB = /%(?:%|([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z]))/g;

/** Go's `fmt.Sprintf` for the usual verbs. */
export function sprintf(format: string, values: readonly unknown[]): string {
  let at = 0;
  const text = format.replace(VERB, (...found: (string | undefined)[]) => {
    const [all, flags = "", width = "", digits, verb = ""] = found;
    if (all === "%%") return "%";
    if (at >= values.length) return `%!${verb}(MISSING)`;
    const value = values[at];
    at += 1;
    return padded(formatted(value, { verb, flags, digits }), flags, Number(width));
  });
  if (at >= values.length) return text;
  const extra = values.slice(at).map((value) => `${goType(value)}=${sprint(value)}`);
  return `${text}%!(EXTRA ${extra.join(", ")})`;
}

function formatted(
  value: unknown,
  { verb, flags, digits }: { verb: string; flags: string; digits: string | undefined },
): string {
  const number = typeof value === "number" ? value : Number.NaN;
  const sign = flags.includes("+") && number >= 0 ? "+" : "";
  switch (verb) {
    case "v":
      return sprint(value);
    case "s":
      if (typeof value === "number" || typeof value === "boolean") return wrong(value, verb);
      return Array.from(sprint(value))
        .slice(0, digits === undefined ? Infinity : Number(digits))
        .join("");
    case "q":
      return JSON.stringify(sprint(value));
    case "d":
      return Number.isInteger(number) ? sign + String(number) : wrong(value, verb);
    case "f":
      return Number.isNaN(number) ? wrong(value, verb) : sign + number.toFixed(Number(digits ?? 6));
    case "e":
      return number.toExponential(Number(digits ?? 6)).replace(/e([+-])(\d)$/, "e$10$2");
    case "g":
      return sprintNumber(number);
    case "x":
    case "X":
    case "o":
    case "b": {
      const base = { x: 16, X: 16, o: 8, b: 2 }[verb];
      const text = Number.isInteger(number) ? number.toString(base) : new TextEncoder().encode(sprint(value)).toHex();
      return verb === "X" ? text.toUpperCase() : text;
    }
    case "c":
      return String.fromCodePoint(number);
    case "t":
      return typeof value === "boolean" ? String(value) : wrong(value, verb);
    case "T":
      return goType(value);
    default:
      return wrong(value, verb);
  }
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0")) return text.padStart(width);
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function wrong(value: unknown, verb: string): string {
  return `%!${verb}(${goType(value)}=${sprint(value)})`;
}

function goType(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}
