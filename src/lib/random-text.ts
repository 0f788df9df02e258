/** Also safe in names on file systems that do not tell upper from lower case. */
export const LOWER_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";
/** More are refused in one go. */
const MAX_BYTES = 65_536;
const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Cryptographically random text over an alphabet of at most 256 characters, without a bias to any of them. */
export function randomText(length: number, alphabet: string = ALPHANUMERIC): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    // A third of what `randomBytes` of node:crypto takes.
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(length - text.length + 8, MAX_BYTES)));
    for (const byte of bytes) {
      if (byte >= limit) continue;
      text += alphabet[byte % alphabet.length];
      if (text.length === length) break;
    }
  }
  return text;
}
