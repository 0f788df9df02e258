import type { ReactElement } from "react";

interface ProgressBarProps {
  readonly label: string;
  /** From 0 to 1; undefined where it can't be known. */
  readonly value?: number | undefined;
}

export function ProgressBar({ label, value }: ProgressBarProps): ReactElement {
  return <progress className="progress" aria-label={label} max={1} {...(value === undefined ? {} : { value })} />;
}
