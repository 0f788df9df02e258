import { useEffect } from "react";
import type { FormEvent, ReactElement, ReactNode } from "react";
import { Alert } from "./alert.tsx";
import { Mark } from "./mark.tsx";
import { text } from "../texts/text.ts";

interface CardPageProps {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  /** With it the card is a form. */
  readonly onSubmit?: () => void;
  /** Whether it lies over a page that is still there. */
  readonly isOverlay?: boolean;
  readonly children?: ReactNode;
}

/** A page with one thing to do, for those who are not signed in. */
export function CardPage(props: CardPageProps): ReactElement {
  const { title, hint, problem, onSubmit, isOverlay = false, children } = props;
  useEffect(() => {
    if (!isOverlay) document.title = `${title} · ${text.appName}`;
  }, [title, isOverlay]);
  const Frame = isOverlay ? "div" : "main";
  const content = (
    <>
      <div className="card-head">
        <span className="mark">
          <Mark />
        </span>
        <h1>{title}</h1>
        {hint === undefined ? null : <p className="muted">{hint}</p>}
      </div>
      <Alert message={problem} />
      {children}
    </>
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <Frame className="centered">
      {onSubmit === undefined ? (
        <div className="card stack">{content}</div>
      ) : (
        <form className="card stack" onSubmit={submit}>
          {content}
        </form>
      )}
    </Frame>
  );
}
