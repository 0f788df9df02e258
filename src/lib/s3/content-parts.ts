import type { BlobContent } from "../blob-store.ts";

export interface ContentPart {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** Cuts content into parts of the same size but the last, which may be empty. Memory holds one part at a time. */
export async function* contentParts(content: BlobContent, partBytes: number): AsyncGenerator<ContentPart> {
  if (content instanceof Blob) {
    for (let start = 0; ; start += partBytes) {
      const isLast = start + partBytes >= content.size;
      yield { bytes: await content.slice(start, start + partBytes).bytes(), isLast };
      if (isLast) return;
    }
  }
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    let rest = chunk;
    // Only a part that something follows is no last one.
    while (size + rest.byteLength > partBytes) {
      const taken = partBytes - size;
      yield { bytes: Buffer.concat([...chunks, rest.subarray(0, taken)]), isLast: false };
      rest = rest.subarray(taken);
      chunks = [];
      size = 0;
    }
    // A copy: whoever gives the chunks may use their memory again.
    chunks.push(rest.slice());
    size += rest.byteLength;
  }
  yield { bytes: Buffer.concat(chunks), isLast: true };
}
