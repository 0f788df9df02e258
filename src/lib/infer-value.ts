import { formatDecimal } from "./convert.ts";

/** The longest that a number is written, and one digit more: `-0.` with 323 zeros and 17 digits. */
const MAX_NUMBER_LENGTH = 350;
const NUMBER_CHARACTERS = /^[-\d][-.\d]*$/;

/**
 * The value that a form field means: "true" and "false" are booleans, a text that is exactly how a number is written is that
 * number ("0.0", "0001", "1e5" are not), anything else stays text.
 */
export function inferValue(text: string): string | number | boolean {
  if (text === "true") return true;
  if (text === "false") return false;
  if (text.length > MAX_NUMBER_LENGTH || !NUMBER_CHARACTERS.test(text)) return text;
  const value = Number(text);
  return Number.isFinite(value) && formatDecimal(value) === text ? value : text;
}
