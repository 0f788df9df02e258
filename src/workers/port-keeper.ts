import type { Logger } from "../lib/log.ts";
import type { ServerCertificate } from "../lib/tls/certificate-files.ts";
import { type Address, startStandIn } from "./shared-port.ts";

interface PortKeeperOptions {
  readonly log: Logger;
  readonly certificates?: () => readonly ServerCertificate[];
}

/** Has a stand-in answer on the port while no worker does. */
export class PortKeeper implements Disposable {
  readonly #options: PortKeeperOptions;
  #standIn: Disposable | null = null;

  constructor(options: PortKeeperOptions) {
    this.#options = options;
  }

  /** `address`: what to answer on; null where a worker does, or nothing should. */
  keep(address: Address | null): void {
    if (address === null) this[Symbol.dispose]();
    else if (this.#standIn === null) {
      try {
        this.#standIn = startStandIn(address, this.#options.certificates?.());
      } catch (error) {
        this.#options.log.error("the port can't be kept while no worker listens", { error: String(error) });
      }
    }
  }

  [Symbol.dispose](): void {
    this.#standIn?.[Symbol.dispose]();
    this.#standIn = null;
  }
}
