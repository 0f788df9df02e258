import { Readable, Transform, pipeline } from "node:stream";

/** A page of a listing, with 1000 keys of 1 KiB that are escaped, has less. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Ends an answer of a bucket that is larger than any; the SDK would read it whole before it looks at it. What `isContent` says is
 * an object's own bytes, which are read as a stream, has no limit, unless the bucket refuses.
 */
export function limitAnswer(response: unknown, isContent: boolean): void {
  if (typeof response !== "object" || response === null || !("body" in response)) return;
  const isRefusal = "statusCode" in response && Number(response.statusCode) >= 300;
  if (isContent && !isRefusal) return;
  if (response.body instanceof Readable) response.body = limited(response.body);
}

function limited(body: Readable): Readable {
  let size = 0;
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.byteLength;
      done(size > MAX_BYTES ? new Error(`the response of the bucket has more than ${MAX_BYTES} bytes`) : null, chunk);
    },
  });
  // Ends the download with the counter; the SDK hears of it by the counter's error.
  return pipeline(body, counter, () => undefined);
}
