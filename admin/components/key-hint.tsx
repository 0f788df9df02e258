import type { ReactElement } from "react";

const IS_APPLE = /Mac|iP(?:hone|ad|od)/.test(navigator.userAgent);

/** The keys of a shortcut, `Mod` being Cmd on Apple's machines and Ctrl elsewhere. Said by screen readers as it is written. */
export function KeyHint({ keys }: { keys: readonly string[] }): ReactElement {
  return (
    <span className="keys">
      {keys.map((key) => (
        <kbd key={key} className="key">
          {key === "Mod" ? (IS_APPLE ? "⌘" : "Ctrl") : key}
        </kbd>
      ))}
    </span>
  );
}
