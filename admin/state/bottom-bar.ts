import { useEffect } from "react";
import { createStore } from "./store.ts";

/** What lies at the bottom of the page: messages come above it. */
export const bottomBar = createStore<"bulk" | "save" | null>(null);

export function useBottomBar(kind: "bulk" | "save", isShown = true): void {
  useEffect(() => {
    if (!isShown) return;
    bottomBar.set(kind);
    return () => bottomBar.set(null);
  }, [kind, isShown]);
}
