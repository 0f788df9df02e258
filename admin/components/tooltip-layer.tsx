import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { placeBeside } from "./placement.ts";

const DELAY_MS = 350;

/**
 * Shows the `data-tooltip` of whatever the pointer or the keyboard is at; one for the whole dashboard. It repeats what is said
 * to screen readers by the element's name already, so they don't need it.
 */
export function TooltipLayer(): ReactElement {
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = (): void => {
      clearTimeout(timer);
      setTarget(null);
    };
    const showSoon = (found: HTMLElement): void => {
      clearTimeout(timer);
      timer = setTimeout(() => setTarget(found), DELAY_MS);
    };
    const showActive = (event: Event): void => {
      const found = restOfActiveCell(event.target);
      if (found !== null) showSoon(found);
    };
    const show = (event: Event): void => {
      clearTimeout(timer);
      const found = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tooltip]") : null;
      if (found === null) return setTarget(null);
      if (event.type === "focusin" && !found.matches(":focus-visible")) return;
      showSoon(found);
    };
    const events = {
      pointerover: show,
      focusin: show,
      keyup: showActive,
      pointerdown: hide,
      keydown: hide,
      focusout: hide,
      scroll: hide,
    };
    for (const [name, listener] of Object.entries(events)) addEventListener(name, listener, true);
    return () => {
      clearTimeout(timer);
      for (const [name, listener] of Object.entries(events)) removeEventListener(name, listener, true);
    };
  }, []);
  const label = target?.dataset["tooltip"] ?? "";
  useEffect(() => {
    const element = tip.current;
    if (element === null) return;
    if (target?.isConnected !== true || label === "") return element.hidePopover();
    element.showPopover();
    placeBeside(element, target.getBoundingClientRect(), { isCentered: true });
  }, [target, label]);
  return (
    <div ref={tip} className="tooltip" popover="manual" aria-hidden="true">
      {label}
    </div>
  );
}

/** The "+2" of the active cell of a table: there the keyboard moves the cell and not the focus. */
function restOfActiveCell(focused: EventTarget | null): HTMLElement | null {
  if (!(focused instanceof Element) || !focused.matches("[aria-activedescendant]:focus-visible")) return null;
  const cell = document.getElementById(focused.getAttribute("aria-activedescendant") ?? "");
  return cell?.querySelector<HTMLElement>(".more-values") ?? null;
}
