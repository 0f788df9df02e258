/** A token of RFC 9110. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** The value of a header, as `Headers.get`; null where the name, which users may write, can't be one: asking for that throws. */
export function headerValue(headers: Headers, name: string): string | null {
  return HEADER_NAME.test(name) ? headers.get(name) : null;
}
