import { asGoReads, endOfFirstValue, mayDiffer } from "../../lib/first-json.ts";
import { goJsonError, goJsonKind, goWholeJsonError } from "../../lib/go-json-error.ts";
import { isTooDeep } from "../../lib/json-depth.ts";
import { goError } from "./go-error.ts";

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** Where a number may be written otherwise than JavaScript writes it. */
const MAY_BE_WRITTEN_OTHERWISE = /\d[.eE]|\d{16}/;

/** The value of a JSON text that scripts read something from. */
export function parsedJson(text: string): unknown {
  return JsonSource.of(text).value;
}

/** As `parsedJson`, of what has to be an object or null, which has nothing; `type` is what Go reads it into. */
export function parsedObject(text: string, type: string): Readonly<Record<string, unknown>> {
  const value = parsedJson(text) ?? {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  throw goError(`json: cannot unmarshal ${goJsonKind(value)} into Go value of type ${type}`);
}

/** A JSON text as Go reads it: its value, and how its numbers are written there. */
export class JsonSource {
  readonly value: unknown;
  readonly #text: string;
  readonly #isPlain: boolean;
  #written: unknown;

  private constructor(text: string, value: unknown) {
    this.#text = text;
    this.#isPlain = !MAY_BE_WRITTEN_OTHERWISE.test(text);
    if (!this.#isPlain) this.#refuseTooLarge();
    this.value = mayDiffer(text) ? asGoReads(value) : value;
  }

  static of(text: string): JsonSource {
    return new JsonSource(text, parsedWith(text, goWholeJsonError));
  }

  /** Of a stream, where Go ignores what follows the first value. */
  static ofFirst(text: string): JsonSource {
    try {
      return new JsonSource(text, parsedWith(text, goJsonError));
    } catch (error) {
      const end = endOfFirstValue(text);
      if (end === null || end === text.length) throw error;
      return JsonSource.of(text.slice(0, end));
    }
  }

  /** How a value is written at its place. */
  written(value: unknown, ...place: readonly (string | number)[]): string {
    if (this.#isPlain || typeof value !== "number") return String(value);
    this.#written ??= JSON.parse(this.#text, ((_key, item, context) =>
      typeof item === "number" ? context?.source : item) as Reviver);
    let at = this.#written;
    for (const key of place) at = (at as Readonly<Record<string | number, unknown>>)[key];
    return String(at);
  }

  /** Numbers that 64 bits do not hold. */
  #refuseTooLarge(): void {
    JSON.parse(this.#text, ((_key, item, context) => {
      if (typeof item !== "number" || Number.isFinite(item)) return null;
      throw goError(`json: cannot unmarshal number ${context?.source ?? ""} into Go value of type float64`);
    }) as Reviver);
  }
}

function parsedWith(text: string, problemOf: (text: string) => string): unknown {
  if (isTooDeep(text)) throw goError("exceeded max depth");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw goError(problemOf(text));
  }
}
