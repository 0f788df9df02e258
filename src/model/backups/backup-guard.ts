import { badRequest } from "../../lib/api-error.ts";

/** There is one backup or restore at a time. */
export class BackupGuard {
  #active: string | null = null;

  /** The name of the backup that is being made or restored. */
  get active(): string | null {
    return this.#active;
  }

  /** Throws a 400 where another one is under way. */
  checkFree(): void {
    if (this.#active === null) return;
    throw badRequest("Try again later - another backup/restore process has already been started");
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.checkFree();
    this.#active = name;
    try {
      return await work();
    } finally {
      this.#active = null;
    }
  }
}
