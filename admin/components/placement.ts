const GAP_PX = 6;
const MARGIN_PX = 8;

interface Placement {
  /** In the middle of the anchor; else they begin at the same edge, or end at it where there is no room. */
  readonly isCentered?: boolean;
}

/** Puts a fixed element below its anchor, or above where there is more room, and never beyond the window. */
export function placeBeside(element: HTMLElement, anchor: DOMRect, { isCentered = false }: Placement = {}): void {
  const { width, height } = element.getBoundingClientRect();
  const wanted = isCentered
    ? anchor.left + (anchor.width - width) / 2
    : anchor.left + width > innerWidth - MARGIN_PX
      ? anchor.right - width
      : anchor.left;
  const left = Math.max(MARGIN_PX, Math.min(wanted, innerWidth - width - MARGIN_PX));
  const below = anchor.bottom + GAP_PX;
  const isAbove = below + height > innerHeight - MARGIN_PX && anchor.top > innerHeight - anchor.bottom;
  const top = isAbove ? anchor.top - GAP_PX - height : Math.min(below, innerHeight - height - MARGIN_PX);
  element.style.left = `${left}px`;
  element.style.top = `${Math.max(MARGIN_PX, top)}px`;
}
