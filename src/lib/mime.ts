export interface DetectedType {
  /** With parameters, e.g. `text/plain; charset=utf-8`. */
  readonly contentType: string;
  /** With the leading dot; "" where none is known. */
  readonly extension: string;
  /** Whether it is the given type or a more special form of it. */
  is(mimeType: string): boolean;
}

/** The type of a file by its content. */
export async function detectMimeType(content: Blob): Promise<DetectedType> {
  const head = await content.slice(0, 3072).bytes();
  const isText = !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
  const contentType = isText ? "text/plain; charset=utf-8" : "application/octet-stream";
  return {
    contentType,
    extension: isText ? ".txt" : "",
    is: (mimeType) => contentType.split(";")[0] === mimeType.split(";")[0]?.trim(),
  };
}
