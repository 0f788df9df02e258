/** How often a cache knew what it was asked for. */
export interface CacheCount {
  hits: number;
  misses: number;
}

/**
 * Those of all caches in this process. One addition to a field is all that a hot path can afford, so there is no counter for each of
 * several apps in one process, which happens in tests only.
 */
export const cacheCounts = {
  /** Of rules and filters that were made into SQL or functions. */
  plans: { hits: 0, misses: 0 },
  /** SQL texts that were prepared. */
  statements: { hits: 0, misses: 0 },
  /** Rows by their ids. */
  rows: { hits: 0, misses: 0 },
  /** Pages of lists. */
  pages: { hits: 0, misses: 0 },
  /** Total counts of lists. */
  totals: { hits: 0, misses: 0 },
  /** Tokens that were verified before. */
  tokens: { hits: 0, misses: 0 },
  /** Small files that were read a moment ago. */
  files: { hits: 0, misses: 0 },
} satisfies Record<string, CacheCount>;

/** As they are now. JSON. */
export type CacheCounts = Readonly<Record<keyof typeof cacheCounts, Readonly<CacheCount>>>;

export function currentCacheCounts(): CacheCounts {
  return structuredClone(cacheCounts);
}
