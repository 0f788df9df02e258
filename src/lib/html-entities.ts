import type * as entities from "entities/decode";
import { lazy } from "./lazy.ts";

/** Loaded when it is first needed: its table of all names of HTML takes some milliseconds and megabytes. */
const decoder = lazy(() => require("entities/decode") as typeof entities);

/** Replaces the character references of a text in HTML. */
export function decodeEntities(text: string): string {
  return text.includes("&") ? decoder().decodeHTML(text) : text;
}

/** The same for the value of an attribute: a name without its semicolon in front of `=` or a letter is none, as in `?a=1&copy=2`. */
export function decodeAttribute(text: string): string {
  return text.includes("&") ? decoder().decodeHTMLAttribute(text) : text;
}
