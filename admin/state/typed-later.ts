import { flushSync } from "react-dom";

/** Up to this length a text is told at each key. */
const AT_ONCE_LENGTH = 50_000;
const PAUSE_MS = 300;
/** Who types without a pause has it told all the same: it is kept in the browser from then on. */
const LONGEST_MS = 3000;

/**
 * Tells what is typed into an editor: at once, and of a long text when the typing pauses, since its copy, its checks and its form take
 * longer than there is between two keys. What could use the text is told before it does: a click elsewhere, a shortcut, the page's end.
 */
export class TypedLater {
  readonly #tell: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #sinceMs = 0;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  typed(length: number): void {
    if (length <= AT_ONCE_LENGTH) {
      this.#stop();
      this.#tell();
      return;
    }
    const nowMs = performance.now();
    if (this.#timer === null) this.#sinceMs = nowMs;
    else clearTimeout(this.#timer);
    const waitMs = Math.max(0, Math.min(PAUSE_MS, this.#sinceMs + LONGEST_MS - nowMs));
    this.#timer = setTimeout(() => this.tellNow(), waitMs);
  }

  /** If something waits to be told. */
  readonly tellNow = (): void => {
    if (this.#timer === null) return;
    this.#stop();
    this.#tell();
  };

  /** Watches what happens to the editor's element; the function ends it. */
  watch(element: HTMLElement): () => void {
    const onKey = ({ key, ctrlKey, metaKey }: KeyboardEvent): void => {
      if (ctrlKey || metaKey || key === "Escape") this.tellNow();
    };
    // The form takes it up at once: when the page is gone, it would be too late.
    const onLeave = (): void => flushSync(this.tellNow);
    element.addEventListener("focusout", this.tellNow);
    element.addEventListener("keydown", onKey, true);
    addEventListener("beforeunload", onLeave);
    addEventListener("visibilitychange", onLeave);
    return () => {
      this.#stop();
      element.removeEventListener("focusout", this.tellNow);
      element.removeEventListener("keydown", onKey, true);
      removeEventListener("beforeunload", onLeave);
      removeEventListener("visibilitychange", onLeave);
    };
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
