/** The first letter is of a script that is read from the right. */
const RIGHT_TO_LEFT =
  /^\P{L}*(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const TAG = /<[^>]*>/g;
const LOOKED_AT = 200;

/**
 * The `dir` of a text in a table. The browser's own `auto` makes it look at all of a table for each row that is scrolled into sight:
 * 23 ms a frame rather than 2.
 */
export function directionOf(text: unknown): "rtl" | undefined {
  if (typeof text !== "string") return undefined;
  return RIGHT_TO_LEFT.test(text.slice(0, LOOKED_AT).replaceAll(TAG, "")) ? "rtl" : undefined;
}
