import type { ByteRange, StoredBlob } from "./blob-store.ts";
import { isUnchanged, meetsPreconditions, requestedRanges } from "./conditional-request.ts";
import { multipartRanges } from "./multipart-ranges.ts";

/** What can be read as a whole and in parts. */
export type Content = Pick<StoredBlob, "size" | "modified" | "open">;

const CONDITIONS = ["range", "if-none-match", "if-modified-since", "if-match", "if-unmodified-since"];

/** Whether a request may want something else than the whole. */
export function isConditional({ headers }: Request): boolean {
  return CONDITIONS.some((name) => headers.has(name));
}

/**
 * Answers with a content, a part of it, several parts or none, as the request's conditions want it: RFC 9110 §13 and §14, in the
 * forms that PocketBase answers. `headers` are those of the whole and become the answer's.
 */
export async function serveContent(request: Request, content: Content, headers: Headers): Promise<Response> {
  const modifiedSeconds = Math.floor(content.modified.getTime() / 1000);
  if (!meetsPreconditions(request.headers, modifiedSeconds)) return new Response(null, { status: 412, headers });
  if (isUnchanged(request.headers, modifiedSeconds)) {
    headers.delete("content-type");
    return new Response(null, { status: 304, headers });
  }
  headers.set("accept-ranges", "bytes");
  const ranges = requestedRanges(request.headers, { size: content.size, modifiedSeconds });
  if (ranges === "invalid" || ranges === "outside") return unsatisfiable(headers, content.size, ranges);
  if (ranges.length > 1) return sendRanges(request, content, { headers, ranges });
  const [range] = ranges;
  if (range === undefined) return send(request, { headers, size: content.size, status: 200 }, () => content.open());
  headers.set("content-range", `bytes ${range.start}-${range.end - 1}/${content.size}`);
  return send(request, { headers, size: range.end - range.start, status: 206 }, () => content.open(range));
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
  content: Content,
  { headers, ranges }: { headers: Headers; ranges: readonly ByteRange[] },
): Promise<Response> {
  const { contentType, size, stream } = multipartRanges(content, ranges, headers.get("content-type") ?? "");
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
