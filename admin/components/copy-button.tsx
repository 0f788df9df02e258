import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import { showToast } from "../state/toasts.ts";
import { text } from "../texts/text.ts";
import { IconButton } from "./icon-button.tsx";

const SHOWN_MS = 1600;

/** Copies a text and shows for a moment that it did. */
export function CopyButton({ value, label = text.common.copy }: { value: string; label?: string }): ReactElement {
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => setDone(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <IconButton
      icon={isDone ? "check" : "copy"}
      label={isDone ? text.common.copied : label}
      look="quiet small"
      onClick={(event) => {
        event.stopPropagation();
        void copyText(value).then(setDone);
      }}
    />
  );
}

/** Copies a text and says so, or that it could not. */
export async function copyAndTell(value: string, message = text.common.copied): Promise<void> {
  const isCopied = await copyText(value);
  showToast(isCopied ? message : text.common.notCopied, { isBad: !isCopied });
}

/** False where the browser does not allow it. */
async function copyText(value: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    return copyBySelection(value);
  }
}

/** The old way, which also works without TLS. Within an open dialog, as what lies outside of it can't be selected. */
function copyBySelection(value: string): boolean {
  const area = document.createElement("textarea");
  area.value = value;
  area.className = "hidden-visually";
  const before = document.activeElement;
  ([...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body).append(area);
  area.select();
  // Deprecated, and all there is where the page was loaded without TLS.
  // oxlint-disable-next-line typescript/no-deprecated
  const isCopied = document.execCommand("copy");
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
