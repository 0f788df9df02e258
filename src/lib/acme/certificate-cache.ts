import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The name of Go's autocert for the key of the account. */
const ACCOUNT = "acme_account+key";

/**
 * A folder in the form of Go's autocert, as PocketBase keeps it: a file for each domain with the private key and the chain in PEM
 * form, and one with the key of the account. Domains must be checked before, as they become names of files.
 */
export class CertificateCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  fileOf(domain: string): string {
    return join(this.#folder, domain);
  }

  /** Null where there is none yet. */
  read(domain: string): Promise<string | null> {
    return this.#read(domain);
  }

  write(domain: string, pem: string): Promise<void> {
    return this.#write(domain, pem);
  }

  readAccount(): Promise<string | null> {
    return this.#read(ACCOUNT);
  }

  writeAccount(pem: string): Promise<void> {
    return this.#write(ACCOUNT, pem);
  }

  async #read(name: string): Promise<string | null> {
    try {
      return await readFile(join(this.#folder, name), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  /** Whole or not at all: others read it meanwhile. */
  async #write(name: string, pem: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = join(this.#folder, name);
    const temporary = `${path}.${process.pid}.tmp`;
    await writeFile(temporary, pem, { mode: 0o600 });
    await rename(temporary, path);
  }
}
