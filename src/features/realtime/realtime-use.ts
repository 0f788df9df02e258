import type { Bus } from "../../lib/bus.ts";
import { questions, services } from "../../model/protocol/bus-topics.ts";

/**
 * Whether any instance has had a realtime client since the server was started. Before that, changes of records need not be told: a
 * client learns of nothing that was committed before it was accepted. Once there was one it stays so, because a client may resume.
 */
export class RealtimeUse {
  readonly #bus: Bus;
  /** True until it is known to be false: an instance may begin after others have clients. */
  #isUsed = true;
  #isTold = false;
  #begun: Promise<void> | null = null;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Follows the other instances. Returns the function that ends it. */
  start(): () => void {
    const end = this.#bus.respond(questions.realtimeUsed, () => {
      this.#isTold = true;
      this.#isUsed = true;
      return true;
    });
    void this.#ask();
    return end;
  }

  /** To be awaited before a client is accepted: all instances tell of the changes that they commit from then on. */
  begin(): Promise<void> {
    if (this.#begun === null) {
      this.#begun = this.#tellAll();
      // Tried again for the next client.
      this.#begun.catch(() => (this.#begun = null));
    }
    return this.#begun;
  }

  async #tellAll(): Promise<void> {
    this.#isTold = true;
    this.#isUsed = true;
    // Instances that start later ask for it, those that are there are told.
    await this.#bus.call(services.useRealtime, null);
    await this.#bus.request(questions.realtimeUsed, null);
  }

  async #ask(): Promise<void> {
    try {
      const isUsed = await this.#bus.call(services.isRealtimeUsed, null);
      if (!this.#isTold) this.#isUsed = isUsed;
    } catch {
      // Without an answer it stays true, which is never wrong.
    }
  }
}
