import { readAttributes } from "./attributes.ts";
import { markedCharset } from "./text-bytes.ts";

/** How far into a text its charset is looked for. */
const MAX_BYTES = 1024;

const ASCII = /^[\x07-\x0d\x1b\x20-\x7e\x85]*$/;
const LATIN = /^[\x07-\x0d\x1b\x20-\x7e\x85\xa0-\xff]*$/;
const SPACE = "[\\t\\n\\f\\r ]";

/** The charset of a plain text; "" where it can't be told. */
export function charsetOfPlainText(bytes: string): string {
  const start = bytes.slice(0, MAX_BYTES);
  if (start === "") return "";
  const marked = markedCharset(start);
  if (marked !== null) return marked;
  // Like PocketBase's detector this leaves out the last character if it is not ASCII, whether it is cut off or not.
  const whole = start.replace(/[\xc0-\xff][\x80-\xbf]{0,2}$/, "");
  if (/[\x80-\xff]/.test(whole) && isUtf8(whole)) return "utf-8";
  if (ASCII.test(start)) return "utf-8";
  if (!LATIN.test(start)) return "";
  // In ISO-8859-1 this is a control character.
  return start.includes("\x85") ? "windows-1252" : "iso-8859-1";
}

/** The charset that the XML declaration names, or that of the text. */
export function charsetOfXml(bytes: string): string {
  const start = bytes.slice(0, MAX_BYTES);
  for (const { index } of start.matchAll(/<\?xml/g)) {
    const encoding = readAttributes(start, index + "<?xml".length).find(
      ({ name, value }) => name.startsWith("encoding") && value !== "",
    );
    if (encoding !== undefined) return encoding.value;
  }
  return charsetOfPlainText(start);
}

/** The charset that a `<meta>` of the page names, or that of the text. */
export function charsetOfHtml(bytes: string): string {
  const start = bytes.slice(0, MAX_BYTES);
  const head = start.replace(/<!(?=--)[^]*?-->/g, "").replace(/<body[^]*$/i, "");
  for (const match of head.matchAll(META)) {
    if (match[1] === undefined) break;
    const charset = charsetOfMeta(readAttributes(head, match.index + match[0].length));
    if (charset !== null) return markedCharset(start) ?? (charset || charsetOfPlainText(start));
  }
  return charsetOfPlainText(start);
}

const META = new RegExp(`<meta(${SPACE}|/)?`, "gi");
const CONTENT_CHARSET = new RegExp(`charset${SPACE}*=${SPACE}*(?:"([^"]*)|'([^']*)|([^"';\\t\\n\\f\\r ]+))`);

/** Null where the element says nothing of it. */
function charsetOfMeta(attributes: readonly { readonly name: string; readonly value: string }[]): string | null {
  const values = new Map([...attributes].reverse().map(({ name, value }) => [name.toLowerCase(), value]));
  const charset = values.get("charset");
  if (charset !== undefined) return charset;
  const isContentType = /^content-type/i.test(values.get("http-equiv") ?? "");
  const match = CONTENT_CHARSET.exec(values.get("content") ?? "");
  return isContentType && match !== null ? (match[1] ?? match[2] ?? match[3] ?? "").trim() : null;
}

function isUtf8(bytes: string): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(bytes, "latin1"));
    return true;
  } catch {
    return false;
  }
}
