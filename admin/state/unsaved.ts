import { useEffect, useRef } from "react";
import { createStore } from "./store.ts";

interface Unsaved {
  /** The pages that have something unsaved. */
  readonly pages: ReadonlySet<object>;
  /** Where the reader wants to go while there is something unsaved. */
  readonly pendingHash: string | null;
}

export const unsaved = createStore<Unsaved>({ pages: new Set(), pendingHash: null });

/** While `isUnsaved`, leaving the page asks first: by a link, the browser's back button, a reload, or closing the window. */
export function useUnsavedGuard(isUnsaved: boolean): void {
  const page = useRef({});
  useEffect(() => {
    const key = page.current;
    if (!isUnsaved) return;
    unsaved.set({ ...unsaved.get(), pages: new Set([...unsaved.get().pages, key]) });
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("beforeunload", ask);
      unsaved.set({ ...unsaved.get(), pages: new Set([...unsaved.get().pages].filter((one) => one !== key)) });
    };
  }, [isUnsaved]);
}

/** For a page that has just saved or given up its changes and goes elsewhere at once. */
export function forgetUnsaved(): void {
  unsaved.set({ pages: new Set(), pendingHash: null });
}
