import { text } from "../../texts/text.ts";

export const PARTS = ["body", "query", "headers"] as const;

export type PartName = (typeof PARTS)[number];

/** The parts of a request as they are typed: JSON objects. */
export type TypedParts = Readonly<Record<PartName, string>>;

export type RequestValues = Readonly<Record<PartName, Readonly<Record<string, unknown>>>>;

export const NO_PARTS: TypedParts = { body: "", query: "", headers: "" };

/** What was typed as values. `request` is null while a part can't be read. */
export function readParts(typed: TypedParts): {
  request: RequestValues | null;
  problems: Partial<Record<PartName, string>>;
} {
  const request: Record<PartName, Readonly<Record<string, unknown>>> = { body: {}, query: {}, headers: {} };
  const problems: Partial<Record<PartName, string>> = {};
  for (const name of PARTS) {
    const values = readObject(typed[name]);
    if (values === null) problems[name] = text.ruleTester.noObject;
    else request[name] = name === "body" ? values : textsOf(values);
  }
  return { request: Object.keys(problems).length === 0 ? request : null, problems };
}

function readObject(typed: string): Readonly<Record<string, unknown>> | null {
  if (typed.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(typed);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Queries and headers know texts only. */
function textsOf(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts) as Record<string, string>;
}
