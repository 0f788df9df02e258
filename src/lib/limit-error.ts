/** A client sent more of something than is taken. The message names the limit and is for the client. */
export class LimitError extends Error {
  override readonly name: string = "LimitError";
}

/** `500000` as people read it: `500,000`. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}
