import { createStore } from "./store.ts";

interface Toast {
  readonly id: number;
  readonly message: string;
  readonly isBad: boolean;
  /** Something to do about it, such as to undo it. */
  readonly action?: ToastAction | undefined;
}

interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

interface ToastOptions {
  readonly isBad?: boolean;
  readonly action?: ToastAction;
}

const SHOWN_MS = 5000;
/** Time to read, to decide and to get there. */
const WITH_ACTION_MS = 12_000;
const SHOWN_AT_MOST = 4;

export const toasts = createStore<readonly Toast[]>([]);

/** Says in passing what happened. What went wrong stays until it is dismissed. */
export function showToast(message: string, { isBad = false, action }: ToastOptions = {}): void {
  const id = Date.now() + Math.random();
  // The same again is said once.
  const others = toasts.get().filter((toast) => toast.message !== message || toast.action !== undefined);
  toasts.set([...others, { id, message, isBad, action }].slice(-SHOWN_AT_MOST));
  if (!isBad) setTimeout(() => hideToast(id), action === undefined ? SHOWN_MS : WITH_ACTION_MS);
}

export function hideToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}
