import { badRequest } from "../../lib/api-error.ts";
import type { Bus, ServiceHost } from "../../lib/bus.ts";
import { services } from "../protocol/bus-topics.ts";

/** There is one backup or restore at a time, at whichever instance. */
export class BackupGuard {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  /** The name of the backup that is being made or restored. */
  async active(): Promise<string | null> {
    return this.#bus.call(services.activeBackup, null);
  }

  /** Throws a 400 where another one is under way. */
  async checkFree(): Promise<void> {
    if ((await this.active()) !== null) throw alreadyStarted();
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (!(await this.#bus.call(services.beginBackup, name))) throw alreadyStarted();
    // The next leader has to know of it.
    const end = this.#bus.onBreak("owner", () => void this.#claimAgain(name));
    try {
      return await work();
    } finally {
      end();
      await this.#bus.call(services.endBackup, null);
    }
  }

  /** Where another one has begun meanwhile, both go on. */
  async #claimAgain(name: string): Promise<void> {
    try {
      await this.#bus.call(services.beginBackup, name);
    } catch {
      // There is no leader: the next one is told, too.
    }
  }
}

function alreadyStarted(): Error {
  return badRequest("Try again later - another backup/restore process has already been started");
}

export function serveBackupGuard(host: ServiceHost): void {
  let active: { readonly name: string } | null = null;
  host.serve(services.activeBackup, () => active?.name ?? null);
  host.serve(services.beginBackup, (name, caller) => {
    if (active !== null) return false;
    const begun = { name };
    active = begun;
    caller.onGone(() => {
      if (active === begun) active = null;
    });
    return true;
  });
  host.serve(services.endBackup, () => {
    active = null;
    return null;
  });
}
