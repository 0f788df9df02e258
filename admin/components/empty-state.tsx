import type { ReactElement, ReactNode } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon.tsx";

interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint?: string | undefined;
  /** What to do about it: buttons. */
  readonly children?: ReactNode;
}

/** Where there is nothing to show: why, and what to do. */
export function EmptyState({ icon, title, hint, children }: EmptyStateProps): ReactElement {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {hint === undefined ? null : <p>{hint}</p>}
      {children === undefined ? null : <div className="row">{children}</div>}
    </div>
  );
}
