import { useEffect, useState } from "react";
import type { ReactPortal } from "react";
import { createPortal } from "react-dom";
import { isServerSlow, stopWaiting } from "../api/slow-requests.ts";
import { useStore } from "../state/store.ts";
import { text } from "../texts/text.ts";

const LOOK_MS = 500;

/** Says that the server does not answer, with a way to stop waiting for it: nothing waits without an end. */
export function SlowNote(): ReactPortal | null {
  const isSlow = useStore(isServerSlow);
  const [host, setHost] = useState<Element>(document.body);
  useEffect(() => {
    if (!isSlow) return;
    const look = (): void => setHost(topmost());
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [isSlow]);
  if (!isSlow) return null;
  return createPortal(
    <div className="slow-note" role="status">
      <span>{text.common.slow}</span>
      <button type="button" className="button small" onClick={stopWaiting}>
        {text.common.stopWaiting}
      </button>
    </div>,
    host,
  );
}

/** Outside of an open dialog nothing can be clicked. */
function topmost(): Element {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}
