import { expect, test } from "bun:test";
import { decrypt, encrypt } from "../../src/lib/encrypt.ts";

const KEY = "12345678901234567890123456789012";
const TEXT = '{"meta":{"appName":"Vector"}}';
/** Made with another implementation of AES-256-GCM: nonce 1 to 12, then ciphertext and tag, as PocketBase stores it. */
const STORED = "AQIDBAUGBwgJCgsMsXB0EL7Gum5HwF60wHaY7EJolvk5g/R6DwPQ2L29xWk1hvvn983pGEkpUYoX";

test("reads what PocketBase's layout holds", () => {
  expect(decrypt(STORED, KEY)).toBe(TEXT);
});

test("what is encrypted is read again, and differs each time", () => {
  const first = encrypt(TEXT, KEY);
  expect(decrypt(first, KEY)).toBe(TEXT);
  expect(encrypt(TEXT, KEY)).not.toBe(first);
});

test("a wrong key, a changed byte and a stump are refused", () => {
  expect(() => decrypt(STORED, "x".repeat(32))).toThrow();
  const bytes = Buffer.from(STORED, "base64");
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  expect(() => decrypt(bytes.toString("base64"), KEY)).toThrow();
  expect(() => decrypt("AAAA", KEY)).toThrow();
});
