import type { ReactElement } from "react";
import { apiText } from "../texts/api/api-text.ts";

/** A text of the API's description, in which parts between backticks are code. */
export function Prose({ text: english }: { text: string }): ReactElement {
  const { text, lang } = apiText(english);
  // Every second part lies between two of them.
  const parts = text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
  return (
    <p className="muted" lang={lang}>
      {parts}
    </p>
  );
}

/** A short one, such as the name of a group. */
export function Words({ text: english }: { text: string }): ReactElement {
  const { text, lang } = apiText(english);
  return <span lang={lang}>{text}</span>;
}
