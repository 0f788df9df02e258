import { createStore, useStore } from "../../state/store.ts";

const KEY = "baobox_pinned";

/** The ids of the collections that are shown first, kept in this browser. */
const pins = createStore<readonly string[]>((localStorage.getItem(KEY) ?? "").split(",").filter((id) => id !== ""));

export function usePins(): { pinned: readonly string[]; togglePin: (id: string) => void } {
  const pinned = useStore(pins);
  const togglePin = (id: string): void => {
    const next = pinned.includes(id) ? pinned.filter((one) => one !== id) : [...pinned, id];
    localStorage.setItem(KEY, next.join(","));
    pins.set(next);
  };
  return { pinned, togglePin };
}
