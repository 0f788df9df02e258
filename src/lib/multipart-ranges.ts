import type { ByteRange, StoredBlob } from "./blob-store.ts";

export interface MultipartRanges {
  readonly contentType: string;
  /** Of all that the stream gives. */
  readonly size: number;
  readonly stream: () => ReadableStream<Uint8Array>;
}

/** Several parts of a blob as `multipart/byteranges`, RFC 9110 §14.6. They are read one after the other. */
export function multipartRanges(
  blob: Pick<StoredBlob, "size" | "open">,
  ranges: readonly ByteRange[],
  type: string,
): MultipartRanges {
  const boundary = crypto.randomUUID().replaceAll("-", "");
  const encoder = new TextEncoder();
  const parts = ranges.map((range, index) => {
    const contentRange = `bytes ${range.start}-${range.end - 1}/${blob.size}`;
    const lines = [`--${boundary}`, `Content-Range: ${contentRange}`, `Content-Type: ${type}`, "", ""];
    return { range, head: encoder.encode((index === 0 ? "" : "\r\n") + lines.join("\r\n")) };
  });
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const size = parts.reduce((sum, { range, head }) => sum + head.byteLength + range.end - range.start, tail.byteLength);

  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (const { range, head } of parts) {
      yield head;
      const content = await blob.open(range);
      yield* content instanceof Blob ? content.stream() : content;
    }
    yield tail;
  }
  return {
    contentType: `multipart/byteranges; boundary=${boundary}`,
    size,
    stream: () => streamOf(bytes()),
  };
}

function streamOf(source: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await source.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
