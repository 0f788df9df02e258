/** A token of RFC 9110. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

export function isHeaderName(text: string): boolean {
  return HEADER_NAME.test(text);
}

/** The value of a header, as `Headers.get`; null where the name, which users may write, can't be one: asking for that throws. */
export function headerValue(headers: Headers, name: string): string | null {
  return isHeaderName(name) ? headers.get(name) : null;
}
