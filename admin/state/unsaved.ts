import { useEffect, useRef } from "react";
import { createStore } from "./store.ts";

interface Unsaved {
  /** What has something unsaved, each with what is to be done when it is given up. */
  readonly pages: ReadonlyMap<object, () => void>;
  /** What the reader wants while there is something unsaved, such as to go elsewhere. */
  readonly pending: (() => void) | null;
}

export const unsaved = createStore<Unsaved>({ pages: new Map(), pending: null });

interface GuardOptions {
  /** What is unsaved lies in the browser's storage too: a reload does not lose it. */
  readonly isKept?: boolean;
  readonly onGiveUp?: () => void;
}

/** While `isUnsaved`, leaving the page asks first: by a link, the browser's back button, a reload, or closing the window. */
export function useUnsavedGuard(isUnsaved: boolean, { isKept = false, onGiveUp }: GuardOptions = {}): void {
  const page = useRef({});
  const giveUp = useRef(onGiveUp);
  giveUp.current = onGiveUp;
  useEffect(() => {
    const key = page.current;
    if (!isUnsaved) return;
    unsaved.set({ ...unsaved.get(), pages: new Map([...unsaved.get().pages, [key, () => giveUp.current?.()]]) });
    return () => {
      unsaved.set({ ...unsaved.get(), pages: new Map([...unsaved.get().pages].filter(([one]) => one !== key)) });
    };
  }, [isUnsaved]);
  useEffect(() => {
    if (!isUnsaved || isKept) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isUnsaved, isKept]);
}

/** For a page that has just saved or given up its changes and goes elsewhere at once. */
export function forgetUnsaved(): void {
  unsaved.set({ pages: new Map(), pending: null });
}

/** Does what ends the page, such as signing out; asks first where something is unsaved. */
export function leavePage(leave: () => void): void {
  const { pages } = unsaved.get();
  if (pages.size === 0) leave();
  else unsaved.set({ pages, pending: leave });
}
