import type { ReactElement, ReactNode } from "react";
import { directionOf } from "../texts/direction.ts";
import { Icon } from "./icon.tsx";

interface ChipProps {
  readonly tone?: "accent" | "good" | "warn" | "bad";
  readonly title?: string;
  /** With it the chip can be removed. */
  readonly removeLabel?: string;
  readonly onRemove?: () => void;
  readonly children: ReactNode;
}

/** A value or a state in a small box. */
export function Chip({ tone, title, removeLabel, onRemove, children }: ChipProps): ReactElement {
  return (
    <span className={tone === undefined ? "chip" : `chip ${tone}`} title={title}>
      <span dir={directionOf(children)}>{children}</span>
      {onRemove === undefined ? null : (
        <button type="button" aria-label={removeLabel} onClick={onRemove}>
          <Icon name="close" />
        </button>
      )}
    </span>
  );
}
