import { useSyncExternalStore } from "react";

/** A value that several components watch. */
export interface Store<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** A part of the value: a component is rendered anew only where that has changed. */
export function usePart<T, Part extends string | number | boolean | null>(
  store: Store<T>,
  pick: (value: T) => Part,
): Part {
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}
