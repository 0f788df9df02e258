import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM as PocketBase lays it out: base64 of nonce, ciphertext and tag. The key has 32 bytes. */
export function encrypt(text: string, key: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key), nonce);
  return Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

/** Throws where the key is another or the text was tampered with. */
export function decrypt(encrypted: string, key: string): string {
  const bytes = Buffer.from(encrypted, "base64");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("the encrypted text is too short");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
