import { readAttributes } from "./attributes.ts";
import type { Head } from "./kind.ts";

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** With an XML declaration anything that has `<svg` is taken for one, without it the namespace has to be there. */
export function isSvg({ bytes }: Head): boolean {
  const text = bytes.replace(/^[\t\n\f\r ]+/, "");
  if (text.startsWith("<?xml")) {
    return readAttributes(text, "<?xml".length).some(({ name }) => name === "version") && text.includes("<svg");
  }
  const element = /^(?:<!(?=--)[^]*?-->)*<svg/.exec(text);
  return (
    element !== null &&
    readAttributes(text, element[0].length).some(({ name, value }) => name === "xmlns" && value === SVG_NAMESPACE)
  );
}

const SUBTITLE_TIME = String.raw`((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d,\d{3})`;
const SUBTITLE = new RegExp(`^1\\r?\\n${SUBTITLE_TIME} --> ${SUBTITLE_TIME}\\r?\\n(?!\\r?(?:\\n|$))[^]`);

/** Subtitles: the number 1, when it is shown, and its text. */
export function isSubRip({ bytes }: Head): boolean {
  const [, start = "", end = ""] = SUBTITLE.exec(bytes) ?? [];
  return start !== "" && start <= end;
}

/** A picture in the forms of Netpbm: its number, comments, then two sizes above 0 in one line. */
export function isPortableMap({ bytes }: Head, numbers: string): boolean {
  if (bytes[0] !== "P" || !numbers.includes(bytes[1] ?? " ") || bytes[2] !== "\n") return false;
  return PORTABLE_SIZE.test(bytes.slice(3));
}

const PORTABLE_SIZE = /^(?:#[^\n]*\n|[\t\f\r ]*\n)*[\t\f\r ]*\+?0*[1-9]\d*[\t\f\r ]+\+?0*[1-9]\d*(?:[\t\n\f\r ]|$)/;

const ARBITRARY_MAP_HEADER = ["WIDTH", "HEIGHT", "DEPTH", "MAXVAL"];

/** The fourth form of Netpbm: a header of lines in any order. */
export function isPortableArbitraryMap({ bytes }: Head): boolean {
  if (!bytes.startsWith("P7\n")) return false;
  const end = bytes.indexOf("\nENDHDR");
  return end !== -1 && ARBITRARY_MAP_HEADER.every((name) => bytes.slice(0, end).includes(`\n${name} `));
}

const MAIL_LINE =
  /^(?:(?:From|To|Date|Subject|Received|Relay-Version|Content-Type|Content-Transfer-Encoding): |N?#! rnews|Forward to|Pipe to)/;
/** These may be written in any case. */
const MAIL_LINE_OF_ANY_CASE = /^(?:CC|DELIVERED-TO|RETURN-PATH): /i;
const MAX_MAIL_LINES = 21;

/** A mail begins with a header, and another one follows soon. */
export function isMail({ bytes }: Head): boolean {
  const [first = "", ...others] = bytes.split("\n", MAX_MAIL_LINES);
  return isMailLine(first) && others.some(isMailLine);
}

function isMailLine(line: string): boolean {
  return MAIL_LINE.test(line) || MAIL_LINE_OF_ANY_CASE.test(line);
}
