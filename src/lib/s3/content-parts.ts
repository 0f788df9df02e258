import type { BlobContent } from "../blob-store.ts";

export interface ContentPart {
  /** To be used before the next part is asked for, which takes the same memory. */
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** Cuts content into parts of the same size but the last, which is empty for empty content only. */
export async function* contentParts(content: BlobContent, partBytes: number): AsyncGenerator<ContentPart> {
  if (content instanceof Blob && content.size <= partBytes) {
    yield { bytes: await content.bytes(), isLast: true };
    return;
  }
  const part = new Uint8Array(partBytes);
  let size = 0;
  for await (const chunk of content instanceof Blob ? content.stream() : content) {
    let rest = chunk;
    while (rest.byteLength > 0) {
      // Only a part that something follows is no last one.
      if (size === partBytes) {
        yield { bytes: part, isLast: false };
        size = 0;
      }
      const taken = rest.subarray(0, partBytes - size);
      part.set(taken, size);
      size += taken.byteLength;
      rest = rest.subarray(taken.byteLength);
    }
  }
  yield { bytes: part.subarray(0, size), isLast: true };
}
