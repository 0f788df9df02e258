/** What tells one state of a program's files from another. */
export type Fingerprint = () => Promise<string>;

/** Knows whether the program's files are still those that the first worker has loaded. */
export class ProgramWatch {
  readonly #fingerprint: Fingerprint | null;
  #loaded: Promise<string> | null = null;

  /** Null where the files can't change. */
  constructor(fingerprint: Fingerprint | null) {
    this.#fingerprint = fingerprint;
  }

  /** To be called when the first worker has loaded them. */
  remember(): void {
    this.#loaded = this.#fingerprint?.() ?? null;
  }

  async hasChanged(): Promise<boolean> {
    if (this.#fingerprint === null || this.#loaded === null) return false;
    const loaded = await this.#loaded;
    return loaded !== (await this.#fingerprint());
  }
}
