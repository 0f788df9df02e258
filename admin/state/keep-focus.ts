/** Where an element was: its parents, nearest first, each with the place of the child that leads to it. */
type Trace = readonly { readonly parent: Element; readonly place: number }[];

const REMEMBERED = 8;
const FOCUSABLE =
  "a[href], button, input:not([type=hidden]), select, textarea, summary, .code-editor, [tabindex]:not([tabindex='-1'])";

/**
 * What has the focus may go away, with a row that is deleted for example, or be disabled: then the focus goes to what is in its place or
 * beside it, so that who works with the keyboard or a screen reader does not begin at the top of the page again. Gives a function that
 * ends it.
 */
export function keepFocus(): () => void {
  let traces: readonly Trace[] = [];
  let focused: Element | null = null;
  /** The reader has clicked on nothing: nothing has the focus on purpose. */
  let isGivenUp = false;
  let frame = 0;
  const onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    focused = target;
    isGivenUp = false;
    traces = [traceOf(target), ...traces].slice(0, REMEMBERED);
  };
  const onPointer = (): void => {
    isGivenUp = true;
  };
  const recover = (): void => {
    const isLost = document.activeElement === document.body && focused !== null && !isUsable(focused);
    if (!isLost || isGivenUp) return;
    if (!traces.some(focusNear)) document.getElementById("main")?.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body) return;
    // Whoever has removed it may know better where to go on.
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(recover);
  });
  addEventListener("focusin", onFocus);
  addEventListener("pointerdown", onPointer, { capture: true });
  observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  return () => {
    removeEventListener("focusin", onFocus);
    removeEventListener("pointerdown", onPointer, { capture: true });
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

function traceOf(element: Element): Trace {
  const trace: { parent: Element; place: number }[] = [];
  let child = element;
  while (child.parentElement !== null && child.parentElement !== document.body) {
    const parent = child.parentElement;
    trace.push({ parent, place: [...parent.children].indexOf(child) });
    child = parent;
  }
  return trace;
}

/** Focuses what is now at the place, else what is next to it, else what is nearest around. */
function focusNear(trace: Trace): boolean {
  for (const { parent, place } of trace) {
    if (!parent.isConnected) continue;
    // Of all of the page, what comes first would be no better than its top.
    if (parent.id === "main" || parent.id === "root") return false;
    const children = [...parent.children];
    const nearest = [...children.slice(place), ...children.slice(0, place).toReversed()];
    for (const child of nearest) {
      const found = [child, ...child.querySelectorAll(FOCUSABLE)].find(
        (one) => one.matches(FOCUSABLE) && isUsable(one),
      );
      if (!(found instanceof HTMLElement)) continue;
      found.focus();
      if (document.activeElement === found) return true;
    }
  }
  return false;
}

function isUsable(element: Element): boolean {
  return element.isConnected && !element.matches(":disabled") && element.checkVisibility();
}
