/** The archive is no archive, is cut off or holds what it must not. The message says what. */
export class ZipError extends Error {
  override readonly name = "ZipError";
}
