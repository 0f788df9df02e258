/**
 * Which events are still on their way to clients. Events of different audiences overtake one another when one of them needs the
 * database, so the number of an event that a client got does not say that the client got all events before it. This class knows
 * up to which number all were sent.
 */
export class DeliveryProgress {
  /** Jobs left by number of the event, oldest first as events begin in order. */
  readonly #left = new Map<number, number>();

  #newest = 0;

  /** The number of the newest event, which may still wait for its turn. */
  get newest(): number {
    return this.#newest;
  }

  /** How many events were not sent to all yet. */
  get waiting(): number {
    return this.#left.size;
  }

  /** Events are numbered from there on; those before went to clients that are gone. */
  startOver(seq: number): void {
    this.#newest = seq;
    this.#left.clear();
  }

  /** An event waits for its turn. */
  begin(seq: number): void {
    this.#newest = seq;
    this.#left.set(seq, 1);
  }

  /** The event takes so many jobs. */
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

  /** The number up to which all events were sent; `last` is that of the newest event. */
  upTo(last: number): number {
    for (const seq of this.#left.keys()) return Math.min(last, seq - 1);
    return last;
  }

  /** The same while a job of the event is being sent; null if no earlier event and no other job of this one is left. */
  before(seq: number): number | null {
    for (const [oldest, left] of this.#left) {
      if (oldest < seq || left > 1) return oldest - 1;
      return null;
    }
    return null;
  }
}
