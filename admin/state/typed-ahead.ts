import { useLayoutEffect, useRef } from "react";

/**
 * Keeps what is typed from the moment a dialog is asked for until it is there to take it, while its script is still loaded: else
 * the keys would go into the page below. The function gives what was kept.
 */
export function useTypedAhead(isAsked: boolean): () => string {
  const typed = useRef("");
  useLayoutEffect(() => {
    if (!isAsked) return;
    const keep = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
      if (event.key === "Backspace") typed.current = typed.current.slice(0, -1);
      else if (event.key.length === 1) typed.current += event.key;
      else if (event.key !== "Enter") return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("keydown", keep, true);
    return () => {
      removeEventListener("keydown", keep, true);
      typed.current = "";
    };
  }, [isAsked]);
  return () => typed.current;
}
