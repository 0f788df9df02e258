import { useLayoutEffect, useRef } from "react";
import type { ReactElement } from "react";
import DOMPurify from "dompurify";

/** Stored HTML, without whatever could run or load something, in a shadow root so that its styles and the page's don't mix. */
export function HtmlPreview({ html, label }: { html: string; label: string }): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const options = {
      RETURN_DOM_FRAGMENT: true,
      FORBID_TAGS: ["style", "form", "input", "button"],
      FORBID_ATTR: ["style"],
    };
    root.replaceChildren(DOMPurify.sanitize(html, options));
  }, [html]);
  return <div ref={host} className="rich-preview" role="document" aria-label={label} tabIndex={0} />;
}
