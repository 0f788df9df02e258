import type { ReactElement } from "react";
import { text } from "../texts/text.ts";

/** Drawn in place: the address of a file would depend on where the page is served. */
export function MarkSign(): ReactElement {
  return (
    <svg className="mark-sign" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M8 13.500 16 9l8 4.500v8L16 26l-8-4.500zM8 13.500l8 4.500 8-4.500M16 18v8" />
    </svg>
  );
}

/** The name with its sign. */
export function Mark(): ReactElement {
  return (
    <>
      <MarkSign />
      {text.appName}
    </>
  );
}
