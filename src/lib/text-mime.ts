import type { DetectedType } from "./mime.ts";

/** Forms of text that have a type of their own, tried in order on the trimmed beginning of the text. */
const FORMS: readonly (readonly [looksLike: (text: string) => boolean, contentType: string, extension: string])[] = [
  [(text) => text.startsWith("%PDF-"), "application/pdf", ".pdf"],
  [(text) => text.startsWith("%!PS-Adobe-"), "application/postscript", ".ps"],
  [
    (text) => /^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(text),
    "image/svg+xml",
    ".svg",
  ],
  [(text) => HTML.test(text), "text/html", ".html"],
  [(text) => /^<\?xml/i.test(text), "text/xml", ".xml"],
  [(text) => text.startsWith("<?php"), "text/x-php", ".php"],
  [(text) => text.startsWith("{\\rtf"), "text/rtf", ".rtf"],
  [(text) => /^#!.*\bpython/.test(text), "text/x-python", ".py"],
  [(text) => /^#!.*\bperl/.test(text), "text/x-perl", ".pl"],
  [(text) => /^#!.*\bnode/.test(text), "text/javascript", ".js"],
  [(text) => /^#!.*\b(?:ba|da|k|z)?sh\b/.test(text), "text/x-shellscript", ".sh"],
  [(text) => /^BEGIN:VCARD\r?\n/i.test(text), "text/vcard", ".vcf"],
  [(text) => /^BEGIN:VCALENDAR\r?\n/i.test(text), "text/calendar", ".ics"],
  [(text) => /^WEBVTT(?:[\s]|$)/.test(text), "text/vtt", ".vtt"],
  [(text) => /^1\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> /.test(text), "application/x-subrip", ".srt"],
];

const HTML =
  /^(?:<!--[^]*?-->\s*)*<(?:!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P)[\s>]/i;

/** The types that are written without a charset, as they are no `text/` or have none in PocketBase. */
const WITHOUT_CHARSET = new Set([
  "application/pdf",
  "application/postscript",
  "image/svg+xml",
  "text/rtf",
  "application/x-subrip",
  "application/json",
]);

/** The type of a text by its beginning; null for what is no text. */
export function textType(head: Uint8Array): DetectedType | null {
  if (head.some(isBinary)) return null;
  const { text, charset } = decode(head);
  const start = text.trimStart();
  const form = FORMS.find(([looksLike]) => looksLike(start));
  if (form !== undefined) return typed(form[1], form[2], charset);
  if (isJsonStart(start)) return typed("application/json", ".json", charset);
  const separated = separatedType(text);
  if (separated !== null) return typed(separated.contentType, separated.extension, charset);
  return typed("text/plain", ".txt", charset);
}

function typed(contentType: string, extension: string, charset: string): DetectedType {
  return {
    contentType: WITHOUT_CHARSET.has(contentType) ? contentType : `${contentType}; charset=${charset}`,
    extension,
  };
}

/** Control characters that no text has (the WHATWG's binary data bytes). */
function isBinary(byte: number): boolean {
  return byte <= 0x08 || byte === 0x0b || (byte >= 0x0e && byte <= 0x1a) || (byte >= 0x1c && byte <= 0x1f);
}

function decode(head: Uint8Array): { text: string; charset: string } {
  // The cut at the end of what was read may split a character, so the decoder is told that more follows.
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }), charset: "utf-8" };
  } catch {
    return { text: new TextDecoder("windows-1252").decode(head), charset: "windows-1252" };
  }
}

/** Begins like a JSON object or list; the rest may be cut off. */
function isJsonStart(text: string): boolean {
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Longer texts are cut, so only their beginning can be looked at.
    return text.length > 1000 && /^(?:\{\s*"(?:[^"\\]|\\.)*"\s*:|\[\s*(?:["{[\d-]|true|false|null))/.test(text);
  }
}

/** Tables: at least two lines, all with the same number of separators, above none. */
function separatedType(text: string): { contentType: string; extension: string } | null {
  const lines = text.split(/\r?\n/);
  // The last line is incomplete, or empty after the final line break.
  const whole = lines.slice(0, -1).filter((line) => line !== "");
  if (whole.length < 2) return null;
  if (hasSameCount(whole, ",")) return { contentType: "text/csv", extension: ".csv" };
  if (hasSameCount(whole, "\t")) return { contentType: "text/tab-separated-values", extension: ".tsv" };
  return null;
}

function hasSameCount(lines: readonly string[], separator: string): boolean {
  const counts = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, "").split(separator).length);
  return (counts[0] ?? 0) > 1 && counts.every((count) => count === counts[0]);
}
