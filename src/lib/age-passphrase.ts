// The passphrases of age files. The library derives their keys in the thread of the event loop, which stands still for a fifth of a second;
// here a thread of the pool does it. The format is the library's: https://github.com/C2SP/C2SP/blob/main/age.md#the-scrypt-recipient-type
import { randomBytes, scrypt } from "node:crypto";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import type { Identity, Recipient, Stanza } from "age-encryption";

const TYPE = "scrypt";
const LABEL = "age-encryption.org/v1/scrypt";
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const BLOCK_SIZE = 8;
/** 2^16: 64 MB and a fifth of a second for each guess. */
const WORK_FACTOR = 16;
/** 2^18, the default of the program `age`: 256 MB. A file must not name more. */
const MAX_WORK_FACTOR = 18;
/** Each key is used once. */
const NONCE = new Uint8Array(12);

export function passphraseRecipient(passphrase: string, makeStanza: MakeStanza): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT_BYTES);
      const key = await derive(passphrase, salt, WORK_FACTOR);
      const args = [TYPE, salt.toString("base64").replace(/=+$/, ""), String(WORK_FACTOR)];
      return [makeStanza(args, chacha20poly1305(key, NONCE).encrypt(fileKey))];
    },
  };
}

type MakeStanza = (args: string[], body: Uint8Array) => Stanza;

export function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const stanza = stanzas.find(({ args }) => args[0] === TYPE);
      if (stanza === undefined) return null;
      const [, saltText = "", factorText = ""] = stanza.args;
      const salt = Buffer.from(saltText, "base64");
      // A passphrase stands alone: else it could be left out by whoever has one of the other keys.
      if (stanzas.length !== 1 || salt.length !== SALT_BYTES || !/^[1-9]\d?$/.test(factorText))
        throw new Error("invalid scrypt stanza");
      if (Number(factorText) > MAX_WORK_FACTOR) throw new Error("its passphrase takes more memory than is allowed");
      const key = await derive(passphrase, salt, Number(factorText));
      try {
        return chacha20poly1305(key, NONCE).decrypt(stanza.body);
      } catch {
        return null;
      }
    },
  };
}

async function derive(passphrase: string, salt: Uint8Array, workFactor: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const N = 2 ** workFactor;
  const options = { N, r: BLOCK_SIZE, p: 1, maxmem: 2 * 128 * BLOCK_SIZE * N };
  scrypt(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), KEY_BYTES, options, (error, key) =>
    error instanceof Error ? reject(error) : resolve(new Uint8Array(key)),
  );
  return promise;
}
