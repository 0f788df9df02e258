const crypto = process.getBuiltinModule("node:crypto");

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `$security`: hashes and random texts. */
export const security = {
  md5: (text: string): string => hash("md5", text),
  sha256: (text: string): string => hash("sha256", text),
  sha512: (text: string): string => hash("sha512", text),
  hs256: (text: string, secret: string): string => hmac("sha256", text, secret),
  hs512: (text: string, secret: string): string => hmac("sha512", text, secret),
  equal: (a: string, b: string): boolean => {
    const [left, right] = [Buffer.from(String(a)), Buffer.from(String(b))];
    return left.length === right.length && crypto.timingSafeEqual(left, right);
  },
  randomString: (length: number): string => randomText(length, ALPHABET),
  randomStringWithAlphabet: (length: number, alphabet: string): string => randomText(length, alphabet),
  pseudorandomString: (length: number): string => randomText(length, ALPHABET),
  pseudorandomStringWithAlphabet: (length: number, alphabet: string): string => randomText(length, alphabet),
};

function hash(algorithm: string, text: string): string {
  return crypto.createHash(algorithm).update(String(text)).digest("hex");
}

function hmac(algorithm: string, text: string, secret: string): string {
  return crypto.createHmac(algorithm, String(secret)).update(String(text)).digest("hex");
}

function randomText(length: number, alphabet: string): string {
  const characters = Array.from(alphabet);
  return Array.from({ length }, () => characters[crypto.randomInt(characters.length)]).join("");
}
