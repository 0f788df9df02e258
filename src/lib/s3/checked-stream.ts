export interface CheckedStreamOptions {
  readonly expectedBytes: number;
  /** How long the source may stand still. */
  readonly idleMs: number;
  /** Makes the error of a source that breaks off. */
  readonly failure: (reason: unknown) => Error;
}

/** The source as it is, but an error where it ends early or stands still: a part must never pass for the whole. */
export function checkedStream(
  source: AsyncIterable<Uint8Array>,
  options: CheckedStreamOptions,
): ReadableStream<Uint8Array> {
  const { expectedBytes, idleMs, failure } = options;
  const iterator = source[Symbol.asyncIterator]();
  const end = (): void => {
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  };
  let received = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        const { promise: stoodStill, reject } = Promise.withResolvers<never>();
        try {
          timer = setTimeout(() => reject(new Error(`no data arrived for ${idleMs / 1000} seconds`)), idleMs);
          const next = await Promise.race([iterator.next(), stoodStill]);
          if (next.done !== true) {
            received += next.value.byteLength;
            controller.enqueue(next.value);
          } else if (received === expectedBytes) {
            controller.close();
          } else {
            throw new Error(`it ended after ${received} of ${expectedBytes} bytes`);
          }
        } catch (cause) {
          end();
          controller.error(failure(cause));
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
