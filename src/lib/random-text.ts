/** Also safe in names on file systems that do not tell upper from lower case. */
export const LOWER_ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789";
/** Random bytes that nobody has seen. Asking for each text's own takes three times as long; a third of what `randomBytes` of node:crypto does. */
const unused = new Uint8Array(1024);
let used = unused.length;
const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Cryptographically random text over an alphabet of 1 to 256 characters, without a bias to any of them. */
export function randomText(length: number, alphabet: string = ALPHANUMERIC): string {
  // No byte would ever be good.
  if (alphabet === "" || alphabet.length > 256) throw new Error("an alphabet has 1 to 256 characters");
  const limit = 256 - (256 % alphabet.length);
  // Joined at once: with each character added to a text a text is made of every beginning.
  const characters: string[] = [];
  while (characters.length < length) {
    const byte = randomByte();
    if (byte < limit) characters.push(alphabet[byte % alphabet.length] ?? "");
  }
  return characters.join("");
}

/** Each is given once, and overwritten so that nobody finds it later. */
function randomByte(): number {
  if (used === unused.length) {
    crypto.getRandomValues(unused);
    used = 0;
  }
  const byte = unused[used] ?? 0;
  unused[used] = 0;
  used += 1;
  return byte;
}
