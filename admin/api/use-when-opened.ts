import { useEffect } from "react";

/** Loads what a page shows, once, when the page opens. */
export function useWhenOpened(load: () => void): void {
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- what it does later is the same
  useEffect(load, []);
}
