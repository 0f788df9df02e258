/** Below this a packed answer is hardly smaller. */
const MIN_BYTES = 1024;
const TEXT_TYPES = /^(?:text\/|application\/(?:javascript|json|manifest\+json|xml|wasm)|image\/svg\+xml)/;

/**
 * Packs a file on its way to a client that accepts it. As in PocketBase only static files are packed: answers of the API are
 * small, and packing them costs more time than it saves on most networks.
 */
export function gzipFile(request: Request, file: Blob, headers: Headers): Blob | ReadableStream {
  const contentType = headers.get("content-type") ?? "";
  if (file.size < MIN_BYTES || !TEXT_TYPES.test(contentType)) return file;
  headers.append("vary", "Accept-Encoding");
  if (!/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) return file;
  headers.set("content-encoding", "gzip");
  headers.delete("content-length");
  return file.stream().pipeThrough(new CompressionStream("gzip"));
}
