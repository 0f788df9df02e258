import { useCallback, useEffect, useRef, useState } from "react";
import { PAGE_SIZE, loadAuditEntries } from "../../api/audit-log.ts";
import type { AuditEntry, AuditFilter } from "../../api/audit-log.ts";
import { toProblem } from "../../api/problem.ts";
import type { Problem } from "../../api/problem.ts";

interface Entries {
  /** Null until they were loaded for the first time. */
  readonly list: readonly AuditEntry[] | null;
  readonly hasMore: boolean;
  readonly problem: Problem | null;
  readonly more: () => void;
  readonly reload: () => void;
}

const TYPING_MS = 250;

/** The entries that match, page by page. */
export function useEntries(filter: AuditFilter): Entries {
  const [state, setState] = useState<Pick<Entries, "list" | "hasMore" | "problem">>({
    list: null,
    hasMore: false,
    problem: null,
  });
  const round = useRef(0);
  const load = useCallback(
    async (before: readonly AuditEntry[]): Promise<void> => {
      const own = ++round.current;
      try {
        const page = await loadAuditEntries(filter, Math.floor(before.length / PAGE_SIZE) + 1);
        if (own !== round.current) return;
        // An entry that was written meanwhile moves others to the next page.
        const known = new Set(before.map(({ id }) => id));
        const list = [...before, ...page.filter(({ id }) => !known.has(id))];
        setState({ list, hasMore: page.length === PAGE_SIZE, problem: null });
      } catch (error) {
        if (own === round.current) setState((shown) => ({ ...shown, problem: toProblem(error) }));
      }
    },
    [filter],
  );
  useEffect(() => {
    const timer = setTimeout(() => void load([]), TYPING_MS);
    return () => clearTimeout(timer);
  }, [load]);
  return { ...state, more: () => void load(state.list ?? []), reload: () => void load([]) };
}
