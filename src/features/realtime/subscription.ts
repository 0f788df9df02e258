import type { Collection } from "../../model/collections/collection.ts";
import type { RuleKind } from "./change-view.ts";

/** A topic as a client subscribed to it. The whole text is also the name of its events. */
export interface Subscription {
  readonly text: string;
  /** The part before the options: `posts/*`, `posts/RECORD_ID` or any other name. */
  readonly topic: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names as rules write them: `x_token`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** `posts/*?options={"query":{"filter":"…"},"headers":{"x-token":"…"}}`. Options that can't be parsed count as none. */
export function parseSubscription(text: string): Subscription {
  const start = text.indexOf("?");
  if (start < 0) return { text, topic: text, query: {}, headers: {} };
  const topic = text.slice(0, start);
  const options = parseOptions(text.slice(start + 1));
  return {
    text,
    topic,
    query: textValues(options["query"], (name) => name),
    headers: textValues(options["headers"], snakeCase),
  };
}

function parseOptions(query: string): Record<string, unknown> {
  const fragment = query.indexOf("#");
  const raw = new URLSearchParams(fragment < 0 ? query : query.slice(0, fragment)).get("options") ?? "";
  try {
    const options: unknown = JSON.parse(raw);
    return isObject(options) ? options : {};
  } catch {
    return {};
  }
}

function textValues(values: unknown, rename: (name: string) => string): Record<string, string> {
  const texts: Record<string, string> = {};
  if (!isObject(values)) return texts;
  for (const [name, value] of Object.entries(values)) texts[rename(name)] = textOf(value);
  return texts;
}

/** PocketBase's conversion: scalars as their text, anything else as none. */
function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** `X-Token` and `xToken` become `x_token`. */
function snakeCase(name: string): string {
  const words = name.split(/[\W_]+/).filter((word) => word !== "");
  return words.map((word) => word.replaceAll(/(?<=[^A-Z])(?=[A-Z])/g, "_").toLowerCase()).join("_");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The topics of a change. The bare collection name is PocketBase's older form of `name/*`. */
export function topicsOf({ id, name }: Collection, recordId: string): [string, RuleKind][] {
  const topics: [string, RuleKind][] = [];
  for (const collection of id === name ? [name] : [name, id]) {
    topics.push([`${collection}/*`, "list"], [collection, "list"], [`${collection}/${recordId}`, "view"]);
  }
  return topics;
}
