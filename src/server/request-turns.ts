import { badRequest } from "../lib/api-error.ts";
import type { Turns } from "../lib/time-slicer.ts";

/** What takes no longer does not pause: each pause would hold up the answer. */
const FREE_MS = 4;

/** Turns for the work of one request, which ends at a pause where its client has gone. */
export class RequestTurns implements Turns {
  readonly #turns: Turns;
  readonly #request: Request;
  readonly #freeUntilMs = performance.now() + FREE_MS;

  constructor(turns: Turns, request: Request) {
    this.#turns = turns;
    this.#request = request;
  }

  pause(): Promise<void> | null {
    if (performance.now() < this.#freeUntilMs) return null;
    const turn = this.#turns.pause();
    return turn === null ? null : turn.then(() => this.#check());
  }

  #check(): void {
    if (this.#request.signal.aborted) throw badRequest("The client has gone.");
  }
}
