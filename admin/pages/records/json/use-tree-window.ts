import { useLayoutEffect, useState } from "react";
import type { RefObject } from "react";
import { TREE_ROW_PX } from "./tree-row.tsx";

const SPARE_ROWS = 6;

interface TreeWindow {
  readonly first: number;
  readonly last: number;
  /** Scrolls as far as it takes to show a row. */
  readonly show: (index: number) => void;
}

/** Which rows are rendered: those in sight. */
export function useTreeWindow(tree: RefObject<HTMLElement | null>, total: number): TreeWindow {
  const [sight, setSight] = useState({ topPx: 0, heightPx: 0 });
  useLayoutEffect(() => {
    const element = tree.current;
    if (element === null) return;
    const measure = (): void => setSight({ topPx: element.scrollTop, heightPx: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [tree]);
  const first = Math.max(0, Math.floor(sight.topPx / TREE_ROW_PX) - SPARE_ROWS);
  return {
    first,
    last: Math.min(total - 1, Math.ceil((sight.topPx + sight.heightPx) / TREE_ROW_PX) + SPARE_ROWS),
    show(index) {
      const element = tree.current;
      if (element === null) return;
      const top = index * TREE_ROW_PX;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + TREE_ROW_PX > element.scrollTop + element.clientHeight)
        element.scrollTop = top + TREE_ROW_PX - element.clientHeight;
    },
  };
}
