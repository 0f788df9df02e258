import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { AgeKey, createAgeKey } from "../lib/age.ts";
import { ApiError } from "../lib/api-error.ts";
import { BACKUP_KEY } from "./app-flags.ts";
import { UsageError } from "./command-line.ts";

/** Prints a new key in the form that `age-keygen` writes. */
export async function makeBackupKey(): Promise<void> {
  const { privateKey, publicKey } = await createAgeKey();
  console.log(`# created: ${new Date().toISOString()}\n# public key: ${publicKey}\n${privateKey}`);
}

/** Runs the work with the key of the environment; where that can't open a backup, a terminal is asked for another. */
export async function withBackupKey<T>(work: (key: AgeKey | null) => Promise<T>): Promise<T> {
  try {
    return await work(null);
  } catch (error) {
    const needsKey = error instanceof ApiError && "key" in error.data;
    if (!needsKey || !process.stdin.isTTY || !process.stderr.isTTY) throw error;
    console.error(error.message);
    return await work(await askForKey());
  }
}

/** What is typed does not show. Throws a `UsageError` for what can be no key. */
async function askForKey(): Promise<AgeKey> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: unseen, terminal: true });
  // Before the question: else the terminal itself shows what is typed at once.
  process.stdin.setRawMode(true);
  process.stderr.write("Passphrase or private key of the backup: ");
  prompt.on("SIGINT", () => {
    process.stdin.setRawMode(false);
    process.kill(process.pid, "SIGINT");
  });
  try {
    return new AgeKey(await prompt.question(""));
  } catch (cause) {
    throw new UsageError(`${cause instanceof Error ? cause.message : ""}: set ${BACKUP_KEY} or type the key`, {
      cause,
    });
  } finally {
    prompt.close();
    process.stdin.setRawMode(false);
    process.stderr.write("\n");
  }
}
