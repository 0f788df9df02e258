import { setImmediate as nextTurn } from "node:timers/promises";
import { ApiError } from "../../lib/api-error.ts";

/** 32 MiB. */
export const DEFAULT_MAX_BODY_BYTES = 32 * 1024 * 1024;

/** A client may send each byte as a chunk of its own. Those that arrive during a pause are joined by Bun. */
const CHUNKS_PER_TURN = 64;

export function entityTooLarge(): ApiError {
  return new ApiError(413, "Request entity too large");
}

/** Refuses a body by its declared length, before anything of it is read. */
export function checkContentLength(request: Request, maxBytes: number | null): void {
  const declared = request.headers.get("content-length");
  if (declared !== null && maxBytes !== null && Number(declared) > maxBytes) throw entityTooLarge();
}

/** The body's chunks; throws as soon as they are more than allowed, for clients that declare no length. */
export async function* limitedChunks(request: Request, maxBytes: number | null): AsyncGenerator<Uint8Array> {
  if (request.body === null) return;
  let total = 0;
  let chunks = 0;
  for await (const chunk of request.body) {
    total += chunk.byteLength;
    if (maxBytes !== null && total > maxBytes) throw entityTooLarge();
    yield chunk;
    chunks += 1;
    if (chunks % CHUNKS_PER_TURN === 0) await nextTurn();
  }
}
