import type { ReactElement } from "react";

/** A text in which parts between backticks are code. */
export function Prose({ text }: { text: string }): ReactElement {
  // Every second part lies between two of them.
  const parts = text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
  return (
    <p className="muted" lang="en">
      {parts}
    </p>
  );
}
