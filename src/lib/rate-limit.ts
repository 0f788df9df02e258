/** A limit of so many requests in so many seconds. */
export interface RateLimit {
  readonly maxRequests: number;
  readonly durationSeconds: number;
}

/** What is counted together. */
interface Counted {
  readonly key: string;
  readonly client: string;
  readonly limit: RateLimit;
}

interface Window {
  available: number;
  /** Unix seconds. */
  lastUse: number;
}

/** Clients beyond this are forgotten, the one that came first before the others, so that addresses can't fill the memory. */
const MAX_CLIENTS = 50_000;

/**
 * Counts requests by key and client in PocketBase's windows: a client that used up its requests waits until a whole duration
 * has passed since its last accepted one.
 */
export class RateLimiter {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether the request may pass; if so it is counted. */
  consume(key: string, client: string, limit: RateLimit): boolean {
    const now = Math.floor(this.#now() / 1000);
    const window = this.#current({ key, client, limit }, now);
    if (window.available <= 0) return false;
    window.available -= 1;
    window.lastUse = now;
    return true;
  }

  /** Counts requests that passed elsewhere. */
  charge(of: Counted, count: number): void {
    const now = Math.floor(this.#now() / 1000);
    const window = this.#current(of, now);
    window.available = Math.max(0, window.available - count);
    window.lastUse = now;
  }

  /** Forgets all counts. */
  reset(): void {
    this.#windows.clear();
  }

  #current({ key, client, limit }: Counted, now: number): Window {
    const window = this.#window(`${key}\n${client}`, limit);
    if (now - window.lastUse >= limit.durationSeconds) window.available = limit.maxRequests;
    return window;
  }

  #window(id: string, limit: RateLimit): Window {
    const known = this.#windows.get(id);
    if (known !== undefined) return known;
    if (this.#windows.size >= MAX_CLIENTS) {
      const [oldest] = this.#windows.keys();
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    const window = { available: limit.maxRequests, lastUse: 0 };
    this.#windows.set(id, window);
    return window;
  }
}
