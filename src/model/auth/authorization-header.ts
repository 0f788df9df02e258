/** The token of an `Authorization` header, with or without the word Bearer before it. */
export function authTokenOfHeader(header: string): string {
  return header.slice(0, 7).toLowerCase() === "bearer " ? header.slice(7) : header;
}
