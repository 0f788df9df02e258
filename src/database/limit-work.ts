import { LONGEST_TIMER_MS } from "../lib/longest-timer.ts";

interface Limit {
  readonly limitMs: number;
  readonly end: (reason: string) => void;
}

/**
 * Settles with the work of a transaction, or rejects at the limit, after `end` was told the reason: what the work does afterwards must
 * fail on the ended transaction.
 */
export function limited<T>({ limitMs, end }: Limit, work: () => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(
    () => {
      const reason = `the transaction was rolled back because it was still open after ${limitMs} ms`;
      end(reason);
      reject(new Error(reason));
    },
    Math.min(limitMs, LONGEST_TIMER_MS),
  );
  work().then(resolve, reject);
  return promise.finally(() => clearTimeout(timer));
}
