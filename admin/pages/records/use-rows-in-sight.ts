import { useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

export const ROW_PX = 40;
const SPARE_ROWS = 8;
/** Browsers lay out no element that is much higher; beyond it the scroll bar covers more rows than its height has. */
const MOST_HEIGHT_PX = 12_000_000;

export interface Sight {
  readonly first: number;
  readonly last: number;
  /** Of all rows together. */
  readonly heightPx: number;
  /** Where a row is, from the top of them. */
  readonly topOf: (index: number) => number;
  readonly scrollTo: (index: number) => void;
}

interface Measured {
  readonly scrollTop: number;
  readonly rowsPx: number;
}

/** Which of the rows are to be rendered for what is in sight. */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, total: number): Sight {
  const [measured, setMeasured] = useState<Measured>({ scrollTop: 0, rowsPx: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      // The head covers one row.
      const next = { scrollTop: element.scrollTop, rowsPx: element.clientHeight - ROW_PX };
      setMeasured((before) =>
        Math.abs(before.scrollTop - next.scrollTop) < ROW_PX && before.rowsPx === next.rowsPx ? before : next,
      );
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, [scroller]);
  return sight(scroller, total, measured);
}

function sight(scroller: RefObject<HTMLElement | null>, total: number, { scrollTop, rowsPx }: Measured): Sight {
  const heightPx = Math.min(total * ROW_PX, MOST_HEIGHT_PX);
  const isScaled = total * ROW_PX > heightPx;
  const [rowsTravel, travel] = [total * ROW_PX - rowsPx, Math.max(1, heightPx - rowsPx)];
  // How far the rows are ahead of the scroll bar.
  const ahead = isScaled ? scrollTop * (rowsTravel / travel - 1) : 0;
  const first = Math.max(0, Math.floor((scrollTop + ahead) / ROW_PX) - SPARE_ROWS);
  const last = Math.min(total - 1, first + Math.ceil(rowsPx / ROW_PX) + 2 * SPARE_ROWS + 1);
  return {
    first,
    last,
    heightPx,
    topOf: (index) => index * ROW_PX - ahead,
    scrollTo(index) {
      const element = scroller.current;
      if (element === null) return;
      const top = index * ROW_PX;
      const shown = element.scrollTop + (isScaled ? element.scrollTop * (rowsTravel / travel - 1) : 0);
      const target = top < shown ? top : top > shown + rowsPx - ROW_PX ? top - rowsPx + ROW_PX : shown;
      element.scrollTop = isScaled ? target * (travel / rowsTravel) : target;
    },
  };
}
