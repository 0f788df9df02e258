import { extname } from "node:path";
import type { ByteRange, StoredBlob } from "./blob-store.ts";
import { isUnchanged, meetsPreconditions, requestedRanges } from "./conditional-request.ts";
import { multipartRanges } from "./multipart-ranges.ts";

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

/**
 * Answers with a blob, a part of it, several parts or none, as the request's conditions want it: RFC 9110 §13 and §14, in the
 * forms that PocketBase answers.
 */
export async function serveBlob(request: Request, blob: StoredBlob, options: ServeOptions): Promise<Response> {
  if (request.method === "GET" && !CONDITIONS.some((name) => request.headers.has(name))) {
    return new Response(await blob.open(), { headers: wholeHeaders(blob, options) });
  }
  const headers = blobHeaders(blob, options);
  const modifiedSeconds = Math.floor(blob.modified.getTime() / 1000);
  if (!meetsPreconditions(request.headers, modifiedSeconds)) return new Response(null, { status: 412, headers });
  if (isUnchanged(request.headers, modifiedSeconds)) {
    headers.delete("content-type");
    return new Response(null, { status: 304, headers });
  }
  headers.set("accept-ranges", "bytes");
  const ranges = requestedRanges(request.headers, { size: blob.size, modifiedSeconds });
  if (ranges === "invalid" || ranges === "outside") return unsatisfiable(headers, blob.size, ranges);
  if (ranges.length > 1) return sendRanges(request, blob, { headers, ranges });
  const [range] = ranges;
  if (range === undefined) return send(request, { headers, size: blob.size, status: 200 }, () => blob.open());
  headers.set("content-range", `bytes ${range.start}-${range.end - 1}/${blob.size}`);
  return send(request, { headers, size: range.end - range.start, status: 206 }, () => blob.open(range));
}

const CONDITIONS = ["range", "if-none-match", "if-modified-since", "if-match", "if-unmodified-since"];

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
    "content-disposition": `${disposition}; filename=${name}`,
    "content-type": TYPES_BY_EXTENSION[extname(name)] ?? contentType,
    "content-security-policy": "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    // A name is never used again for another content.
    "cache-control": "max-age=2592000, stale-while-revalidate=86400",
    "last-modified": modified.toUTCString(),
  });
}

interface Answer {
  readonly headers: Headers;
  readonly size: number;
  readonly status: number;
}

async function send(
  request: Request,
  { headers, size, status }: Answer,
  open: () => Promise<Blob | ReadableStream<Uint8Array>>,
): Promise<Response> {
  headers.set("content-length", String(size));
  return new Response(request.method === "HEAD" ? null : await open(), { status, headers });
}

function sendRanges(
  request: Request,
  blob: StoredBlob,
  { headers, ranges }: { headers: Headers; ranges: readonly ByteRange[] },
): Promise<Response> {
  const { contentType, size, stream } = multipartRanges(blob, ranges, headers.get("content-type") ?? "");
  headers.set("content-type", contentType);
  return send(request, { headers, size, status: 206 }, () => Promise.resolve(stream()));
}

function unsatisfiable(headers: Headers, size: number, reason: "invalid" | "outside"): Response {
  for (const name of ["cache-control", "last-modified", "accept-ranges"]) headers.delete(name);
  headers.set("content-type", "text/plain; charset=utf-8");
  if (reason === "outside") headers.set("content-range", `bytes */${size}`);
  const text = reason === "outside" ? "invalid range: failed to overlap\n" : "invalid range\n";
  return new Response(text, { status: 416, headers });
}
