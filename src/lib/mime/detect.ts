import { BINARY_KINDS } from "./binary-kinds.ts";
import { charsetOfHtml, charsetOfPlainText, charsetOfXml } from "./charset.ts";
import { findKind, kind } from "./kind.ts";
import type { Head } from "./kind.ts";
import { isText, markedCharset } from "./text-bytes.ts";
import { TEXT_KINDS } from "./text-kinds.ts";

export interface DetectedType {
  /** With parameters, e.g. `text/plain; charset=utf-8`. */
  readonly contentType: string;
  /** With the leading dot; "" where none is usual. */
  readonly extension: string;
  /** Other names of the type. */
  readonly aliases: readonly string[];
}

/** As much as PocketBase looks at. */
const HEAD_BYTES = 3072;

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

/** The type of a file by its content, whatever its name says. */
export async function detectMimeType(content: Blob): Promise<DetectedType> {
  return typeOf(await headOf(content));
}

/** The type that a browser takes a file for: what is text and neither HTML nor XML is plain text. */
export async function detectShownType(content: Blob): Promise<string> {
  const head = await headOf(content);
  const { contentType } = typeOf(head);
  if (!isText(head.bytes)) return contentType;
  const type = /^text\/(?:html|xml)/.exec(contentType)?.[0] ?? "text/plain";
  return `${type}; charset=${markedCharset(head.bytes) ?? "utf-8"}`;
}

async function headOf(content: Blob): Promise<Head> {
  return {
    bytes: Buffer.from(await content.slice(0, HEAD_BYTES).arrayBuffer()).toString("latin1"),
    isCut: content.size >= HEAD_BYTES,
  };
}

function typeOf(head: Head): DetectedType {
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

/** Whether a detected type is the named one, parameters aside. */
export function isMimeType({ contentType, aliases }: DetectedType, name: string): boolean {
  const asked = withoutParameters(name);
  return withoutParameters(contentType) === asked || aliases.includes(asked);
}

function withoutParameters(type: string): string {
  return (type.split(";")[0] ?? "").trim().toLowerCase();
}
