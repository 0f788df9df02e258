import type { ListedBlob } from "../../lib/blob-store.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export interface Retention {
  /** 0: all. */
  readonly maxCount: number;
  /** 0: of any age. */
  readonly maxDays: number;
}

/** The backups that need not be kept, by their number or their age. The newest is never among them. */
export function outdatedBackups(
  backups: readonly ListedBlob[],
  { maxCount, maxDays }: Retention,
  now = Date.now(),
): ListedBlob[] {
  const newestFirst = backups.toSorted(
    (a, b) => b.modified.getTime() - a.modified.getTime() || (a.key < b.key ? 1 : -1),
  );
  return newestFirst.filter(({ modified }, index) => {
    if (index === 0) return false;
    if (maxCount > 0 && index >= maxCount) return true;
    return maxDays > 0 && now - modified.getTime() > maxDays * DAY_MS;
  });
}
