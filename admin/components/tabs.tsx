import { useId } from "react";
import type { ReactElement, ReactNode } from "react";

export interface Tab<Key extends string> {
  readonly key: Key;
  readonly label: ReactNode;
}

interface TabsProps<Key extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<Key>[];
  readonly chosen: Key;
  readonly onChoose: (key: Key) => void;
  /** What belongs to the chosen tab. */
  readonly children: ReactNode;
}

/** Parts of a page of which one is shown. Arrow keys, Home and End move between them. */
export function Tabs<Key extends string>(props: TabsProps<Key>): ReactElement {
  const { label, tabs, chosen, onChoose, children } = props;
  const id = useId();
  const move = (key: string, element: HTMLElement): boolean => {
    const current = tabs.findIndex((tab) => tab.key === chosen);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (current + 1) % tabs.length,
      ArrowLeft: (current - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    };
    const next = tabs[steps[key] ?? -1];
    if (next === undefined) return false;
    onChoose(next.key);
    element.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus();
    return true;
  };
  return (
    <>
      <div
        className="tabs"
        role="tablist"
        aria-label={label}
        onKeyDown={(event) => {
          if (move(event.key, event.currentTarget)) event.preventDefault();
        }}
      >
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            data-tab={tab.key}
            aria-selected={tab.key === chosen}
            aria-controls={`${id}-content`}
            tabIndex={tab.key === chosen ? 0 : -1}
            onClick={() => onChoose(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-content`} aria-labelledby={`${id}-${chosen}`} className="tab-content">
        {children}
      </div>
    </>
  );
}
