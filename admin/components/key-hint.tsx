import type { ReactElement } from "react";
import { text } from "../texts/text.ts";

const IS_APPLE = /Mac|iP(?:hone|ad|od)/.test(navigator.userAgent);

/** The keys of a shortcut, `Mod` being Cmd on Apple's machines and Ctrl elsewhere. Said by screen readers as it is written. */
export function KeyHint({ keys }: { keys: readonly string[] }): ReactElement {
  return (
    <span className="keys">
      {keys.map((key) => (
        <kbd key={key} className="key">
          {written(key)}
        </kbd>
      ))}
    </span>
  );
}

function written(key: string): string {
  if (key === "Mod" && IS_APPLE) return "⌘";
  const words: Readonly<Record<string, string>> = text.common.keys;
  return words[key] ?? key;
}
