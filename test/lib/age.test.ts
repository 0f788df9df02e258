import { expect, test } from "bun:test";
import { inspect } from "node:util";
import { Decrypter, Encrypter } from "age-encryption";
import { AgeKey, AgeKeyError, createAgeKey, isAgeFile } from "../../src/lib/age.ts";
import { failure } from "../support/failure.ts";

const PASSPHRASE = "correct horse battery staple";

async function* pieces(bytes: Uint8Array, size = 100_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const content = new Uint8Array(300_000).map((_, index) => index % 251);

async function pair(): Promise<Record<"privateKey" | "publicKey" | "passphrase", AgeKey>> {
  const { privateKey, publicKey } = await createAgeKey();
  // As age-keygen writes its file.
  const file = `# created: 2026-01-01T00:00:00Z\n# public key: ${publicKey}\n${privateKey}\n`;
  return { privateKey: new AgeKey(file), publicKey: new AgeKey(publicKey), passphrase: new AgeKey(PASSPHRASE) };
}

test("what is encrypted comes back with the same key, whole", async () => {
  const keys = await pair();
  for (const [encrypts, decrypts] of [
    ["passphrase", "passphrase"],
    ["privateKey", "privateKey"],
    ["publicKey", "privateKey"],
  ] as const) {
    const encrypted = await bytesOf(await keys[encrypts].encrypt(pieces(content)));
    expect(isAgeFile(encrypted)).toBe(true);
    expect(await bytesOf(await keys[decrypts].decrypt(pieces(encrypted)))).toEqual(content);
  }
  expect(isAgeFile(content)).toBe(false);
});

test("passphrases are those of other programs", async () => {
  const { passphrase } = await pair();
  const encrypter = new Encrypter();
  encrypter.setScryptWorkFactor(14);
  encrypter.setPassphrase(PASSPHRASE);
  const encrypted = await encrypter.encrypt(content);
  expect(await bytesOf(await passphrase.decrypt(pieces(encrypted)))).toEqual(content);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(PASSPHRASE);
  expect(await decrypter.decrypt(await bytesOf(await passphrase.encrypt(pieces(content))))).toEqual(content);

  // A file can't make the server take as much memory as it likes.
  const large = Buffer.from(encrypted);
  const header = large.indexOf(" 14\n");
  large.write(" 20\n", header);
  expect(String(await failure(passphrase.decrypt(pieces(large))))).toContain("takes more memory than is allowed");
});

test("another key, a public key, and damage are told apart", async () => {
  const keys = await pair();
  const encrypted = await bytesOf(await keys.publicKey.encrypt(pieces(content)));
  const reason = async (key: AgeKey, bytes = encrypted): Promise<unknown> => {
    try {
      await bytesOf(await key.decrypt(pieces(bytes)));
      return null;
    } catch (error) {
      return error;
    }
  };
  expect(String(await reason((await pair()).privateKey))).toBe(
    "AgeKeyError: the key is not the one that it was encrypted with",
  );
  expect(await reason(keys.passphrase)).toBeInstanceOf(AgeKeyError);
  expect(String(await reason(keys.publicKey))).toBe(
    "AgeKeyError: a public key can't decrypt: its private key is needed",
  );
  for (const bytes of [encrypted.subarray(0, -1), encrypted.subarray(0, 200_000), encrypted.with(150_000, 1)]) {
    const error = await reason(keys.privateKey, bytes);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(AgeKeyError);
  }
});

test("a text that is no key is refused, and the text of a key shows nowhere", async () => {
  const refusal = (text: string): string => {
    try {
      new AgeKey(text);
      return "";
    } catch (error) {
      return error instanceof TypeError ? error.message : "";
    }
  };
  expect(refusal("short")).toBe("a passphrase needs at least 16 characters");
  const neither = "it must be one passphrase, or the lines of an age key, and is neither";
  const { privateKey, publicKey } = await createAgeKey();
  for (const text of [
    "",
    "# nothing\n",
    `${privateKey}\n${publicKey}`,
    `${publicKey}!`,
    "a line of words\nand another",
  ])
    expect(refusal(text)).toBe(neither);
  expect(inspect(new AgeKey(PASSPHRASE)) + JSON.stringify(new AgeKey(PASSPHRASE))).not.toContain("horse");
});
