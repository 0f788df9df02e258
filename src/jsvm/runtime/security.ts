import { decrypt, encrypt } from "./cipher.ts";
import { PanicError } from "./errors.ts";
import { integerArgument, textArgument } from "./go-arguments.ts";
import { call } from "./server.ts";
import { createJwt, parseJwt, parseUnverifiedJwt } from "./jwt.ts";
import { hostModule } from "./host-module.ts";

const crypto = hostModule("node:crypto");

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** `$security`: hashes, random texts, tokens, encryption. */
export const security = {
  md5: (text: unknown): string => hash("md5", text),
  sha256: (text: unknown): string => hash("sha256", text),
  sha512: (text: unknown): string => hash("sha512", text),
  hs256: (text: unknown, secret: unknown): string => hmac("sha256", text, secret),
  hs512: (text: unknown, secret: unknown): string => hmac("sha512", text, secret),
  equal: (a: unknown, b: unknown): boolean => {
    const [left, right] = [Buffer.from(textArgument(a)), Buffer.from(textArgument(b))];
    return left.length === right.length && crypto.timingSafeEqual(left, right);
  },
  randomString: (length: unknown): string => randomText(length),
  randomStringByRegex: (pattern: unknown): string => call("texts.random", 0, [textArgument(pattern)]) as string,
  randomStringWithAlphabet: (length: unknown, alphabet: unknown): string => randomText(length, alphabet),
  pseudorandomString: (length: unknown): string => randomText(length),
  pseudorandomStringWithAlphabet: (length: unknown, alphabet: unknown): string => randomText(length, alphabet),
  createJWT: createJwt,
  parseJWT: parseJwt,
  parseUnverifiedJWT: parseUnverifiedJwt,
  encrypt,
  decrypt,
};

function hash(algorithm: string, text: unknown): string {
  return crypto.createHash(algorithm).update(textArgument(text)).digest("hex");
}

function hmac(algorithm: string, text: unknown, secret: unknown): string {
  return crypto.createHmac(algorithm, textArgument(secret)).update(textArgument(text)).digest("hex");
}

export function randomText(given: unknown, alphabet: unknown = ALPHABET): string {
  const length = integerArgument(given);
  const characters = Array.from(textArgument(alphabet));
  if (length < 0 || (length > 0 && characters.length === 0)) {
    throw new PanicError("a random text needs a length of 0 or more, and an alphabet");
  }
  return Array.from({ length }, () => characters[crypto.randomInt(characters.length)]).join("");
}
