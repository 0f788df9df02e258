import { Fragment, useEffect } from "react";
import type { ReactElement, ReactNode } from "react";
import { text } from "../texts/text.ts";

interface Crumb {
  readonly label: string;
  readonly hash: string;
}

interface PageHeaderProps {
  readonly title: string;
  /** The pages above this one. */
  readonly crumbs?: readonly Crumb[];
  /** Beside the title: states of the page. */
  readonly marks?: ReactNode;
  /** What is below it: a form has a width of its own, a table no shade above it. */
  readonly over?: "form" | "page" | "table";
  /** At the end: what can be done here. */
  readonly children?: ReactNode;
}

/** The head of a page. It also names the browser's tab. */
export function PageHeader({ title, crumbs = [], marks, over = "form", children }: PageHeaderProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · ${text.appName}`;
  }, [title]);
  return (
    <header className={`page-head over-${over}`}>
      <div className="page-head-title">
        {crumbs.length === 0 ? null : (
          <nav className="crumbs" aria-label={text.common.crumbs}>
            {crumbs.map(({ label, hash }) => (
              <Fragment key={hash}>
                <a href={hash}>{label}</a>
                <span aria-hidden="true">/</span>
              </Fragment>
            ))}
          </nav>
        )}
        <h1>{title}</h1>
        {marks}
      </div>
      {children === undefined ? null : <div className="row push">{children}</div>}
    </header>
  );
}
