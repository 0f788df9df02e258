import { useEffect } from "react";
import type { RecordPages } from "../../api/record-pages.ts";
import { useStore } from "../../state/store.ts";

export interface Neighbours {
  /** The ids of the records before and after, in the order of the table; null at its ends, and where the record is not in it. */
  readonly previous: string | null;
  readonly next: string | null;
}

/** The records beside one of the table. What is not loaded yet is. */
export function useNeighbours(pages: RecordPages, id: string | null): Neighbours {
  const { total } = useStore(pages.rows);
  const index = id === null ? -1 : (pages.indexOf(id) ?? -1);
  useEffect(() => {
    if (index > 0) pages.prepare(index - 1);
    if (index >= 0 && index + 1 < (total ?? 0)) pages.prepare(index + 1);
  }, [pages, index, total]);
  if (index < 0) return { previous: null, next: null };
  return { previous: pages.row(index - 1)?.id ?? null, next: pages.row(index + 1)?.id ?? null };
}
