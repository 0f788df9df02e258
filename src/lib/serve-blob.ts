import { extname } from "node:path";
import type { StoredBlob } from "./blob-store.ts";
import { isConditional, serveContent } from "./serve-content.ts";

export interface ServeOptions {
  /** What the client saves it as. */
  readonly name: string;
  /** To be saved, never shown. */
  readonly isAttachment: boolean;
}

/** What browsers may show in place: nothing that could run scripts of whoever uploaded it. */
const INLINE_TYPES = new Set([
  "image/png",
  "image/jpg",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
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

/** Types that are known by the name only; browsers need them to load such files. Not every document of Office tells its kind early. */
const TYPES_BY_EXTENSION: Readonly<Record<string, string>> = {
  ".svg": "image/svg+xml",
  ".css": "text/css",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
};

/** Answers with a blob, or as much of it as the request's conditions want. */
export async function serveBlob(request: Request, blob: StoredBlob, options: ServeOptions): Promise<Response> {
  if (request.method === "GET" && !isConditional(request)) {
    return new Response(await blob.open(), { headers: wholeHeaders(blob, options) });
  }
  return serveContent(request, blob, blobHeaders(blob, options));
}

const known = new WeakMap<StoredBlob, { readonly options: ServeOptions; readonly headers: Headers }>();

/** The headers of a whole blob, made once for all who ask for the same: stores remember blobs for a while. */
function wholeHeaders(blob: StoredBlob, options: ServeOptions): Headers {
  const before = known.get(blob);
  if (before?.options.name === options.name && before.options.isAttachment === options.isAttachment)
    return before.headers;
  const headers = blobHeaders(blob, options);
  headers.set("accept-ranges", "bytes");
  headers.set("content-length", String(blob.size));
  known.set(blob, { options, headers });
  return headers;
}

function blobHeaders({ contentType, modified }: StoredBlob, { name, isAttachment }: ServeOptions): Headers {
  const disposition = !isAttachment && INLINE_TYPES.has(contentType) ? "inline" : "attachment";
  return new Headers({
    "content-disposition": `${disposition}; ${fileNameParameter(name)}`,
    "content-type": TYPES_BY_EXTENSION[extname(name)] ?? contentType,
    "content-security-policy": "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    // A name is never used again for another content.
    "cache-control": "max-age=2592000, stale-while-revalidate=86400",
    "last-modified": modified.toUTCString(),
  });
}

/** Names that need no quotes are sent without, as PocketBase 0.39 sends every name; RFC 6266 has the form of the others. */
function fileNameParameter(name: string): string {
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return `filename=${name}`;
  const latin = name.replace(/[^\x20-\x7e]/g, "_").replace(/["\\]/g, "\\$&");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return /^[\x20-\x7e]*$/.test(name) ? `filename="${latin}"` : `filename="${latin}"; filename*=UTF-8''${encoded}`;
}
