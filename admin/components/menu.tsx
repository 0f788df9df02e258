import { useEffect, useId, useRef, useState } from "react";
import type { KeyboardEvent, ReactElement, ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon.tsx";
import { placeBeside } from "./placement.ts";

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  /** A line before it. */
  readonly startsGroup?: boolean;
  readonly onChoose: () => void;
}

interface MenuProps {
  /** What the button shows; with `label` given, only a sign. */
  readonly button: ReactNode;
  /** The button's name where it shows no text. */
  readonly label?: string;
  readonly look?: string;
  readonly items: readonly MenuItem[];
}

/** A button that opens a list of actions, in the top layer: no scrolling box cuts it. Arrow keys, Home, End, letters and Escape. */
export function Menu({ button, label, look = "", items }: MenuProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const element = list.current;
    if (!isOpen || element === null || trigger.current === null) return;
    element.showPopover();
    placeBeside(element, trigger.current.getBoundingClientRect());
    element.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")?.focus();
    const onToggle = (event: Event): void => {
      if ((event as ToggleEvent).newState === "closed") setOpen(false);
    };
    const close = (): void => setOpen(false);
    element.addEventListener("toggle", onToggle);
    addEventListener("resize", close);
    return () => {
      element.removeEventListener("toggle", onToggle);
      removeEventListener("resize", close);
      if (element.isConnected) element.hidePopover();
    };
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    trigger.current?.focus();
  };
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={`button ${look}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={label}
        data-tooltip={isOpen ? undefined : label}
        onClick={() => setOpen(!isOpen)}
      >
        {button}
      </button>
      {isOpen ? (
        <div
          ref={list}
          id={id}
          className="menu"
          popover="auto"
          role="menu"
          onKeyDown={(event) => {
            if (event.key === "Escape" || event.key === "Tab") {
              event.preventDefault();
              event.stopPropagation();
              close();
            } else moveFocus(event);
          }}
        >
          {items.map((item) => (
            <Entry key={item.label} item={item} onChosen={close} />
          ))}
        </div>
      ) : null}
    </>
  );
}

function Entry({ item, onChosen }: { item: MenuItem; onChosen: () => void }): ReactElement {
  return (
    <>
      {item.startsGroup === true ? <hr /> : null}
      <button
        type="button"
        role="menuitem"
        tabIndex={-1}
        className={item.isDanger === true ? "menu-item danger" : "menu-item"}
        disabled={item.isDisabled}
        onClick={() => {
          // First, so that a dialog that opens gives the focus back to the menu's button.
          onChosen();
          item.onChoose();
        }}
      >
        {item.icon === undefined ? null : <Icon name={item.icon} />}
        {item.label}
      </button>
    </>
  );
}

/** Arrow keys, Home, End and first letters among the items of a menu. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)")];
  const current = items.findIndex((item) => item === document.activeElement);
  const { key } = event;
  const isLetter = key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  const byLetter = [...items.slice(current + 1), ...items.slice(0, current + 1)].find((item) =>
    item.textContent.toLowerCase().startsWith(key.toLowerCase()),
  );
  const targets: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowDown: items[(current + 1) % items.length],
    ArrowUp: items.at(current <= 0 ? -1 : current - 1),
    Home: items[0],
    End: items.at(-1),
  };
  const target = targets[key] ?? (isLetter ? byLetter : undefined);
  if (target === undefined) return;
  event.preventDefault();
  target.focus();
}
