/** The marks that texts may begin with, longer ones before those that they begin with. */
const BYTE_ORDER_MARKS: readonly (readonly [mark: string, charset: string])[] = [
  ["\xef\xbb\xbf", "utf-8"],
  ["\0\0\xfe\xff", "utf-32be"],
  ["\xff\xfe\0\0", "utf-32le"],
  ["\xfe\xff", "utf-16be"],
  ["\xff\xfe", "utf-16le"],
];

/** The charset that a byte order mark names; null without one. */
export function markedCharset(bytes: string): string | null {
  return BYTE_ORDER_MARKS.find(([mark]) => bytes.startsWith(mark))?.[1] ?? null;
}

/** Whether there is none of the bytes that no text has (the WHATWG's binary data bytes), or a byte order mark. */
export function isText(bytes: string): boolean {
  return !/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(bytes) || markedCharset(bytes) !== null;
}
