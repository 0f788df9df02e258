import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { text } from "../texts/text.ts";
import { Confirm, Dialog } from "./dialog.tsx";
import { PanelHead } from "./panel-head.tsx";

interface SidePanelProps {
  readonly title: string;
  readonly isWide?: boolean;
  /** Something was entered that is lost by closing: other than by a button for it, that is asked first. */
  readonly isChanged?: boolean;
  readonly onClose: () => void;
  /** Its actions, below what scrolls. */
  readonly foot?: ReactNode;
  /** With it the panel is a form. */
  readonly onSubmit?: () => void;
  readonly children: ReactNode;
}

/** A dialog at the side, over the page's whole height. */
export function SidePanel(props: SidePanelProps): ReactElement {
  const { title, isWide = false, isChanged = false, onClose, foot, onSubmit, children } = props;
  const [isAsked, setAsked] = useState(false);
  const close = (): void => (isChanged ? setAsked(true) : onClose());
  const content = (
    <>
      <PanelHead title={title} onClose={close} />
      <div className="panel-body stack" tabIndex={-1}>
        {children}
      </div>
      {foot === undefined ? null : <div className="panel-foot">{foot}</div>}
    </>
  );
  return (
    <Dialog className={isWide ? "panel wide" : "panel"} label={title} onClose={close}>
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
      {isAsked ? (
        <Confirm
          title={text.common.discardTitle}
          message={text.common.discardMessage}
          action={text.common.discardAction}
          onConfirm={onClose}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </Dialog>
  );
}
