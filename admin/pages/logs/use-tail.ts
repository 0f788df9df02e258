import { useEffect, useRef, useState } from "react";
import type { RefObject } from "react";
import { NEWER_AT_MOST } from "../../api/log-pages.ts";
import type { LogPages } from "../../api/log-pages.ts";

const POLL_MS = 2000;
/** Whoever has scrolled further reads something that must not move. */
const AT_TOP_PX = 40;

interface TailOptions {
  readonly pages: LogPages;
  readonly scroller: RefObject<HTMLElement | null>;
  /** While a part of the past is shown nothing new belongs to it. */
  readonly isOff: boolean;
  readonly onNewer: () => Promise<void>;
}

export interface Tail {
  readonly isLive: boolean;
  readonly toggle: () => void;
  /** How many newer entries wait to be shown, at most `NEWER_AT_MOST`. */
  readonly newer: number;
}

/** Looks for newer entries while the page is in sight, and shows them where the reader is at the beginning of the list. */
export function useTail({ pages, scroller, isOff, onNewer }: TailOptions): Tail {
  const [isWanted, setWanted] = useState(true);
  const [newer, setNewer] = useState(0);
  const isLive = isWanted && !isOff;
  const latest = useRef(onNewer);
  latest.current = onNewer;
  useEffect(() => setNewer(0), [pages]);
  useEffect(() => {
    if (!isLive) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async (): Promise<void> => {
      // A hidden page asks for nothing.
      const count = document.hidden ? null : await pages.countNewer();
      if (isOver) return;
      const isAtTop = (scroller.current?.scrollTop ?? 0) < AT_TOP_PX && document.querySelector("dialog[open]") === null;
      if (count !== null) setNewer(isAtTop ? 0 : count);
      if (count !== null && count > 0 && isAtTop) await latest.current();
      if (!isOver) timer = setTimeout(() => void look(), POLL_MS);
    };
    timer = setTimeout(() => void look(), POLL_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isLive, pages, scroller]);
  return { isLive, toggle: () => setWanted(!isWanted), newer: Math.min(newer, NEWER_AT_MOST) };
}
