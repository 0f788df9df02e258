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
  readonly children?: ReactNode;
}

/** A page with one thing to do, for those who are not signed in. */
export function CardPage({ title, hint, problem, onSubmit, children }: CardPageProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · ${text.appName}`;
  }, [title]);
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
    <main className="centered">
      {onSubmit === undefined ? (
        <div className="card stack">{content}</div>
      ) : (
        <form className="card stack" onSubmit={submit}>
          {content}
        </form>
      )}
    </main>
  );
}
