// Encrypted files in the format of age (age-encryption.org/v1), which the program `age` reads and writes too.
//
// Each file has a random key of its own, encrypted for public keys or with a passphrase; the content is ChaCha20-Poly1305 in pieces
// of 64 KiB, so that it streams and what is cut off or changed is noticed.
import { streamOf } from "./stream-of.ts";

const HEADER = "age-encryption.org/v1\n";
const PRIVATE_KEY = /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/;
const PUBLIC_KEY = /^age1[0-9a-z]+$/;
/** Guessing at a stolen file is slow, but not limited by anything else. */
const MIN_PASSPHRASE_LENGTH = 16;

/** What the beginning of an encrypted file is recognized by. */
export const AGE_HEADER_BYTES = HEADER.length;

/** The key can't open the file. The message says why, and nothing of the key. */
export class AgeKeyError extends Error {
  override readonly name = "AgeKeyError";
}

/** A passphrase, private keys, or public keys, which can only encrypt. Its text shows in no log. */
export class AgeKey {
  readonly #kind: "passphrase" | "private" | "public";
  readonly #lines: readonly string[];

  /**
   * Of a text as `age-keygen` writes it, of a line with a public key, or of a passphrase. Throws a `TypeError` for none of these, and for
   * a passphrase that is too short.
   */
  constructor(text: string) {
    const lines = text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("#"));
    if (lines.length > 0 && lines.every((line) => PRIVATE_KEY.test(line))) this.#kind = "private";
    else if (lines.length > 0 && lines.every((line) => PUBLIC_KEY.test(line))) this.#kind = "public";
    else {
      this.#kind = "passphrase";
      if (lines.length !== 1 || lines.some((line) => /^(?:AGE-SECRET-KEY-|age1[0-9a-z]{50})/.test(line)))
        throw new TypeError("it must be one passphrase, or the lines of an age key, and is neither");
      if (text.trim().length < MIN_PASSPHRASE_LENGTH)
        throw new TypeError(`a passphrase needs at least ${MIN_PASSPHRASE_LENGTH} characters`);
    }
    this.#lines = this.#kind === "passphrase" ? [text.trim()] : lines;
  }

  get canDecrypt(): boolean {
    return this.#kind !== "public";
  }

  async encrypt(pieces: AsyncIterable<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
    const { Encrypter, Stanza, identityToRecipient } = await import("age-encryption");
    const { passphraseRecipient } = await import("./age-passphrase.ts");
    const encrypter = new Encrypter();
    for (const line of this.#lines) {
      if (this.#kind === "passphrase")
        encrypter.addRecipient(passphraseRecipient(line, (args, body) => new Stanza(args, body)));
      else encrypter.addRecipient(this.#kind === "private" ? await identityToRecipient(line) : line);
    }
    return encrypter.encrypt(streamOf(pieces));
  }

  /** Rejects with an `AgeKeyError` where the file was encrypted with another key; the stream fails where the file is damaged. */
  async decrypt(pieces: AsyncIterable<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
    if (!this.canDecrypt) throw new AgeKeyError("a public key can't decrypt: its private key is needed");
    const { Decrypter } = await import("age-encryption");
    const { passphraseIdentity } = await import("./age-passphrase.ts");
    const decrypter = new Decrypter();
    for (const line of this.#lines) {
      decrypter.addIdentity(this.#kind === "passphrase" ? passphraseIdentity(line) : line);
    }
    try {
      return await decrypter.decrypt(streamOf(pieces));
    } catch (cause) {
      if (!(cause instanceof Error) || !/no identity matched/.test(cause.message)) throw cause;
      throw new AgeKeyError("the key is not the one that it was encrypted with", { cause });
    }
  }
}

/** Whether a file that begins so is encrypted. */
export function isAgeFile(beginning: Uint8Array): boolean {
  return Buffer.from(beginning.subarray(0, HEADER.length)).toString("latin1") === HEADER;
}

/** A new private key and its public key. */
export async function createAgeKey(): Promise<{ readonly privateKey: string; readonly publicKey: string }> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const privateKey = await generateX25519Identity();
  return { privateKey, publicKey: await identityToRecipient(privateKey) };
}
