import { BINARY_KINDS } from "./binary-kinds.ts";
import { charsetOfHtml, charsetOfPlainText, charsetOfXml } from "./charset.ts";
import type { DetectedType } from "./detect.ts";
import { findKind, kind } from "./kind.ts";
import type { Head } from "./kind.ts";
import { isText, markedCharset } from "./text-bytes.ts";
import { TEXT_KINDS } from "./text-kinds.ts";

const KINDS = [
  ...BINARY_KINDS,
  // The last, because it is the slowest.
  kind("text/plain", ".txt", { matches: ({ bytes }) => isText(bytes), children: TEXT_KINDS }),
];

const CHARSETS: Readonly<Record<string, (bytes: string) => string>> = {
  "text/plain": charsetOfPlainText,
  "text/html": charsetOfHtml,
  "text/xml": charsetOfXml,
};

/** The type of a file that begins so. */
export function typeOf(head: Head): DetectedType {
  const found = findKind(KINDS, head);
  if (found === null) return { contentType: "application/octet-stream", extension: "", aliases: [] };
  const { type, extension, aliases } = found;
  const charset = charsetOf(type, head.bytes);
  return { contentType: charset === "" ? type : `${type}; charset=${charset}`, extension, aliases };
}

/** "" where the type has none. What a file says is its charset is not repeated in a header unless it can be one. */
function charsetOf(type: string, bytes: string): string {
  const charset = CHARSETS[type]?.(bytes) ?? "";
  return /^[\w.:+-]{0,40}$/.test(charset) ? charset : charsetOfPlainText(bytes);
}

/** The type that a browser takes a file that begins so for: what is text and neither HTML nor XML is plain text. */
export function shownTypeOf(head: Head): string {
  const { contentType } = typeOf(head);
  if (!isText(head.bytes)) return contentType;
  const type = /^text\/(?:html|xml)/.exec(contentType)?.[0] ?? "text/plain";
  return `${type}; charset=${markedCharset(head.bytes) ?? "utf-8"}`;
}
