import { extname } from "node:path";
import type { StoredBlob } from "../../lib/blob-store.ts";

/** What browsers may show in place: nothing that could run scripts of whoever uploaded it. */
const INLINE_TYPES = new Set([
  "image/png",
  "image/jpg",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/x-icon",
  "image/bmp",
  "video/webm",
  "video/mp4",
  "video/3gpp",
  "video/quicktime",
  "video/x-ms-wmv",
  "audio/basic",
  "audio/aiff",
  "audio/mpeg",
  "audio/midi",
  "audio/mp3",
  "audio/wave",
  "audio/wav",
  "audio/x-wav",
  "audio/x-mpeg",
  "audio/x-m4a",
  "audio/aac",
  "application/pdf",
  "application/x-pdf",
]);

/** Types that are known by the name only; browsers need them to load such files. */
const TYPES_BY_EXTENSION: Readonly<Record<string, string>> = {
  ".svg": "image/svg+xml",
  ".css": "text/css",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
};

export function fileHeaders(
  blob: StoredBlob,
  { name, isAttachment }: { name: string; isAttachment: boolean },
): Headers {
  const disposition = !isAttachment && INLINE_TYPES.has(blob.contentType) ? "inline" : "attachment";
  return new Headers({
    "content-disposition": `${disposition}; filename=${name}`,
    "content-type": TYPES_BY_EXTENSION[extname(name)] ?? blob.contentType,
    "content-length": String(blob.size),
    "content-security-policy": "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    // A name is never used again for another content.
    "cache-control": "max-age=2592000, stale-while-revalidate=86400",
    "last-modified": blob.modified.toUTCString(),
  });
}
