/**
 * Which events are still being prepared. Those of different audiences overtake one another when one needs the database, so the
 * number of an event that a client got does not tell that it got all before it; this tells up to which one all went out.
 */
export class DeliveryProgress {
  /** Jobs left by number of the event, oldest first as events begin in order. */
  readonly #left = new Map<number, number>();

  /** An event waits for its turn. */
  begin(seq: number): void {
    this.#left.set(seq, 1);
  }

  /** It is found out what there is to do for the event. */
  setJobs(seq: number, jobs: number): void {
    if (jobs > 0) this.#left.set(seq, jobs);
    else this.#left.delete(seq);
  }

  endJob(seq: number): void {
    const left = this.#left.get(seq);
    if (left === undefined) return;
    if (left > 1) this.#left.set(seq, left - 1);
    else this.#left.delete(seq);
  }

  /** All events up to this one went out, `last` being the newest. */
  upTo(last: number): number {
    for (const seq of this.#left.keys()) return Math.min(last, seq - 1);
    return last;
  }

  /** The same for a job of an event that is just going out: null when nothing is left before it, nor of it beside this job. */
  before(seq: number): number | null {
    for (const [oldest, left] of this.#left) {
      if (oldest < seq || left > 1) return oldest - 1;
      return null;
    }
    return null;
  }
}
