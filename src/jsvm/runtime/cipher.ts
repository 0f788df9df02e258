import { bytesArgument } from "./bytes.ts";
import { textArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { PanicError } from "./errors.ts";
import { hostModule } from "./host-module.ts";

const crypto = hostModule("node:crypto");

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-GCM as PocketBase lays it out: base64 of nonce, ciphertext and tag. */
export function encrypt(data: unknown, key: unknown): string {
  const { algorithm, bytes } = keyOf(key);
  const nonce = crypto.randomBytes(NONCE_BYTES);
  const cipher = crypto.createCipheriv(algorithm, bytes, nonce);
  const content = bytesArgument(data, 0);
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

export function decrypt(encrypted: unknown, key: unknown): string {
  const { algorithm, bytes } = keyOf(key);
  const content = decoded(textArgument(encrypted));
  if (content.length < NONCE_BYTES) throw new PanicError("the encrypted text is too short");
  try {
    if (content.length < NONCE_BYTES + TAG_BYTES) throw new Error("no room for the tag");
    const decipher = crypto.createDecipheriv(algorithm, bytes, content.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(content.subarray(-TAG_BYTES));
    const text = decipher.update(content.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    throw goError("cipher: message authentication failed");
  }
}

function keyOf(key: unknown): { algorithm: "aes-128-gcm" | "aes-192-gcm" | "aes-256-gcm"; bytes: Buffer } {
  const bytes = Buffer.from(textArgument(key));
  if (bytes.length === 16) return { algorithm: "aes-128-gcm", bytes };
  if (bytes.length === 24) return { algorithm: "aes-192-gcm", bytes };
  if (bytes.length === 32) return { algorithm: "aes-256-gcm", bytes };
  throw goError(`crypto/aes: invalid key size ${bytes.length}`);
}

/** Base64 as strictly as Go reads it. */
function decoded(text: string): Buffer {
  const plain = text.replaceAll(/[\r\n]/g, "");
  const illegal = /[^A-Za-z0-9+/=]|=(?!=?$)/.exec(plain);
  const place = illegal?.index ?? (plain.length % 4 === 0 ? -1 : plain.length - (plain.length % 4));
  if (place >= 0) throw goError(`illegal base64 data at input byte ${place}`);
  return Buffer.from(plain, "base64");
}
