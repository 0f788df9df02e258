import { createStore } from "./store.ts";

interface Toast {
  readonly id: number;
  readonly message: string;
  readonly isBad: boolean;
}

const SHOWN_MS = 5000;
const SHOWN_AT_MOST = 4;

export const toasts = createStore<readonly Toast[]>([]);

/** Says in passing what happened. What went wrong stays until it is dismissed. */
export function showToast(message: string, { isBad = false } = {}): void {
  const id = Date.now() + Math.random();
  toasts.set([...toasts.get(), { id, message, isBad }].slice(-SHOWN_AT_MOST));
  if (!isBad) setTimeout(() => hideToast(id), SHOWN_MS);
}

export function hideToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
