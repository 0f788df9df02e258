import type { ReactElement, ReactNode } from "react";
import { Dialog } from "./dialog.tsx";
import { PanelHead } from "./panel-head.tsx";

interface SidePanelProps {
  readonly title: string;
  readonly isWide?: boolean;
  readonly onClose: () => void;
  /** Its actions, below what scrolls. */
  readonly foot?: ReactNode;
  /** With it the panel is a form. */
  readonly onSubmit?: () => void;
  readonly children: ReactNode;
}

/** A dialog at the side, over the page's whole height. */
export function SidePanel({ title, isWide = false, onClose, foot, onSubmit, children }: SidePanelProps): ReactElement {
  const content = (
    <>
      <PanelHead title={title} onClose={onClose} />
      <div className="panel-body stack" tabIndex={-1}>
        {children}
      </div>
      {foot === undefined ? null : <div className="panel-foot">{foot}</div>}
    </>
  );
  return (
    <Dialog className={isWide ? "panel wide" : "panel"} label={title} onClose={onClose}>
      {onSubmit === undefined ? (
        <div className="panel-frame">{content}</div>
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            onSubmit();
          }}
        >
          {content}
        </form>
      )}
    </Dialog>
  );
}
