import { badRequest } from "../../lib/api-error.ts";
import { formatDate } from "../../lib/dates.ts";
import type { FilterOptions, FilterParams } from "../app-api.ts";

const PLACEHOLDER = /\{:(\w+)\}/g;

/** The filter with its values as literals, in which nothing of a value can become a part of the filter. */
export function fillFilter({ filter = "", params }: FilterOptions): string {
  if (params === undefined) return filter;
  return filter.replaceAll(PLACEHOLDER, (_placeholder, name: string) => {
    if (!Object.hasOwn(params, name)) throw badRequest(`The filter has {:${name}}, but there is no value for it.`);
    return literalOf(params[name]);
  });
}

function literalOf(value: FilterParams[string]): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberOf(value);
  const text = value instanceof Date ? formatDate(value) : value;
  // A NUL would end the filter for its scanner.
  if (text.includes("\0")) throw badRequest("A value of a filter must not contain NUL characters.");
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}

/** The language has no exponents. */
function numberOf(value: number): string {
  if (!Number.isFinite(value)) throw badRequest(`${value} can't be a value of a filter.`);
  const text = String(value);
  if (!text.includes("e")) return text;
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(20);
}
