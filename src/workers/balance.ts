// Spreads keep-alive connections over the workers by how busy these are.
//
// The system gives each new connection to a worker by a hash of its addresses: of 8 connections, 7 may go to one of two workers (seen),
// and a worker that was started later has none at all. So the supervisor looks at the time that the workers' event loops took. While one is
// nearly always busy and another one is not, the busy one closes a few connections after their answers, and the clients connect
// anew. It closes one, then two, then four: the fewer connections there are, the slower.

/** How often the supervisor looks. */
export const BALANCE_INTERVAL_MS = 500;
/** Below it a worker has time for all of its connections. It is low, because a busy machine gives no process a whole core. */
const BUSY_SHARE = 0.25;
/** Of the busiest one's share. Smaller differences come and go by themselves. */
const DIFFERENCE = 0.3;
const MAX_CLOSED = 32;

export interface Load {
  readonly worker: number;
  /** What it has used since its start. */
  readonly cpuMs: number;
}

export interface Relief {
  readonly worker: number;
  /** How many connections it should close. */
  readonly count: number;
}

/** Finds out which worker should close connections. */
export class Balance {
  #last = new Map<number, number>();
  #lastMs: number | null = null;
  #relief: Relief | null = null;

  /** To be called with all that listen, and the time. Null where nothing is to be done. */
  look(loads: readonly Load[], nowMs: number): Relief | null {
    const elapsedMs = this.#lastMs === null ? 0 : nowMs - this.#lastMs;
    const shares = loads.flatMap(({ worker, cpuMs }) => {
      const last = this.#last.get(worker);
      return last === undefined || elapsedMs <= 0 || cpuMs < last
        ? []
        : [{ worker, share: (cpuMs - last) / elapsedMs }];
    });
    this.#last = new Map(loads.map(({ worker, cpuMs }) => [worker, cpuMs]));
    this.#lastMs = nowMs;
    this.#relief = shares.length < 2 ? null : this.#reliefFor(shares);
    return this.#relief;
  }

  #reliefFor(shares: readonly { readonly worker: number; readonly share: number }[]): Relief | null {
    const sorted = shares.toSorted((a, b) => b.share - a.share);
    const [busiest, idlest] = [sorted[0], sorted.at(-1)];
    if (busiest === undefined || idlest === undefined || busiest.share < BUSY_SHARE) return null;
    if (busiest.share - idlest.share < DIFFERENCE * busiest.share) return null;
    const before = this.#relief?.worker === busiest.worker ? this.#relief.count : 0;
    return { worker: busiest.worker, count: Math.min(MAX_CLOSED, Math.max(1, before * 2)) };
  }
}
