import { useCallback, useRef, useState } from "react";

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string, index: number) => void;
  /** All of `ids`, which are the rows from the one that was toggled last to this one. */
  readonly add: (ids: readonly string[]) => void;
  readonly clear: () => void;
  /** The row that was toggled last, where a range begins. */
  readonly anchor: () => number;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef(0);
  const toggle = useCallback((id: string, index: number) => {
    anchor.current = index;
    setIds((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  }, []);
  const add = useCallback((more: readonly string[]) => setIds((before) => new Set([...before, ...more])), []);
  const clear = useCallback(() => setIds((before) => (before.size === 0 ? before : new Set())), []);
  return { ids, toggle, add, clear, anchor: useCallback(() => anchor.current, []) };
}
