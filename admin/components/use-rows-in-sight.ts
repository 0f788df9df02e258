import { useLayoutEffect, useRef, useState } from "react";
import type { RefObject } from "react";
import { flushSync } from "react-dom";

/** Of tables; other lists say theirs. */
export const ROW_PX = 40;
const SPARE_ROWS = 8;
/** Browsers lay out no element that is much higher; beyond it the scroll bar covers more rows than its height has. */
const MOST_HEIGHT_PX = 12_000_000;
/** After this long without a scroll the rows are put in order. */
const STILL_MS = 150;
/** The box moves on after so many rows, and its rows keep their places within it meanwhile. */
const ROWS_OF_BOX = 1000;

interface RowsOptions {
  readonly total: number;
  readonly rowPx?: number;
  /** What covers the top of the scroller. */
  readonly headPx?: number;
}

export interface Sight extends Place {
  readonly isMoving: boolean;
  /** Scrolls no further than it takes to show a row. */
  readonly scrollTo: (index: number) => void;
}

interface Place {
  readonly first: number;
  readonly last: number;
  /** For each of these rows one that no other of them has. It goes to the row that comes into sight when one goes out of it. */
  readonly slotOf: (index: number) => number;
  /** Of all rows together. */
  readonly heightPx: number;
  /** Where the box with the rows in sight is, from the top of all. */
  readonly boxPx: number;
  /** Where a row is in that box. */
  readonly placeOf: (index: number) => number;
  /** Where the scroller has to be to show a row. */
  readonly scrollTopFor: (index: number) => number;
}

interface Measured {
  readonly scrollTop: number;
  /** What of the scroller is there for rows. */
  readonly rowsPx: number;
}

/**
 * Which of the rows are to be rendered for what is in sight. They lie in a box that moves: a row itself is rendered once, however far
 * it travels.
 */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, options: RowsOptions): Sight {
  const { total, rowPx = ROW_PX, headPx = rowPx } = options;
  const [measured, setMeasured] = useState<Measured>({ scrollTop: 0, rowsPx: 0 });
  const [isMoving, setMoving] = useState(false);
  const isScaled = total * rowPx > MOST_HEIGHT_PX;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => {
      const next = { scrollTop: element.scrollTop, rowsPx: element.clientHeight - headPx };
      const leastPx = isScaled ? 1 : rowPx;
      setMeasured((before) =>
        Math.abs(before.scrollTop - next.scrollTop) < leastPx && before.rowsPx === next.rowsPx ? before : next,
      );
    };
    // In the frame that shows the new place: a frame later there would be nothing at it.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => setMoving(false), STILL_MS);
      flushSync(() => {
        setMoving(true);
        measure();
      });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", follow, { passive: true });
    measure();
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      element.removeEventListener("scroll", follow);
    };
  }, [scroller, isScaled, rowPx, headPx]);
  return {
    ...placeAt({ total, rowPx, ...measured }),
    isMoving,
    scrollTo(index) {
      const element = scroller.current;
      if (element === null) return;
      // Where it is by now, which may not be rendered yet.
      element.scrollTop = placeAt({ total, rowPx, ...measured, scrollTop: element.scrollTop }).scrollTopFor(index);
    },
  };
}

export function placeAt({ total, rowPx, scrollTop, rowsPx }: Measured & { total: number; rowPx: number }): Place {
  const heightPx = Math.min(total * rowPx, MOST_HEIGHT_PX);
  // How many pixels of rows one of the scroll bar is.
  const scale = total * rowPx > heightPx ? (total * rowPx - rowsPx) / Math.max(1, heightPx - rowsPx) : 1;
  const shownPx = scrollTop * scale;
  const first = Math.max(0, Math.floor(shownPx / rowPx) - SPARE_ROWS);
  const slots = Math.ceil(rowsPx / rowPx) + 2 * SPARE_ROWS + 2;
  const firstOfBox = first - (first % ROWS_OF_BOX);
  return {
    first,
    last: Math.min(total - 1, first + slots - 1),
    slotOf: (index) => index % slots,
    heightPx,
    boxPx: firstOfBox * rowPx - (shownPx - scrollTop),
    placeOf: (index) => (index - firstOfBox) * rowPx,
    scrollTopFor(index) {
      const top = index * rowPx;
      const target = top < shownPx ? top : top > shownPx + rowsPx - rowPx ? top - rowsPx + rowPx : shownPx;
      return target / scale;
    },
  };
}

/** The numbers of the rows in sight. */
export function indexesOf({ first, last }: Place): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
}

/**
 * The rows in sight in the order in which they are in the page. While they are scrolled, a row that comes into sight takes the place of
 * one that went out: to move elements costs as much as to make them. When they are still, the order is that of the rows, for those who
 * read the page by its order.
 */
export function useRowOrder(sight: Sight): readonly number[] {
  const slots = useRef<readonly number[]>([]);
  const bySlot = new Map(indexesOf(sight).map((index) => [sight.slotOf(index), index]));
  const kept = sight.isMoving ? slots.current.filter((slot) => bySlot.has(slot)) : [];
  slots.current = [...new Set([...kept, ...bySlot.keys()])];
  return slots.current.flatMap((slot) => bySlot.get(slot) ?? []);
}
