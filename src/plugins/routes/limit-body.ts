import { streamOf } from "../../lib/stream-of.ts";
import { DEFAULT_MAX_BODY_BYTES, limitedChunks } from "../../server/middleware/body-limit.ts";

/** The request, or one whose body fails beyond the limit. Bodies that tell their length were checked before. */
export function limitBody(request: Request): Request {
  if (request.method === "GET" || request.method === "HEAD" || request.headers.has("content-length")) return request;
  if (request.body === null) return request;
  const { method } = request;
  return new Request(request, { method, body: streamOf(limitedChunks(request, DEFAULT_MAX_BODY_BYTES)) });
}
