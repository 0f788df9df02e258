import { useEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode, ReactPortal } from "react";
import { createPortal } from "react-dom";
import { Alert } from "./alert.tsx";
import { TextField } from "./field.tsx";
import { text } from "../texts/text.ts";

interface DialogProps {
  readonly className: string;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ className, label, onClose, children }: DialogProps): ReactPortal {
  const dialog = useRef<HTMLDialogElement>(null);
  // What had the focus while this was rendered: by the time of the effect React may have focused something in the dialog.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const element = dialog.current;
    const active = document.activeElement;
    const wanted = element?.contains(active) === true ? active : element?.querySelector(".panel-body");
    if (element !== null && !element.open) element.showModal();
    if (wanted instanceof HTMLElement) wanted.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [before]);
  const element = (
    <dialog
      ref={dialog}
      className={className}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {children}
    </dialog>
  );
  // Not where it is opened: that may be in a form, in which there can be no other.
  return createPortal(element, document.body);
}

interface ConfirmProps {
  readonly title: string;
  readonly message: string;
  readonly action: string;
  /** What has to be typed first, such as the name of what is destroyed. */
  readonly typeToConfirm?: string | undefined;
  readonly isBusy?: boolean;
  readonly problem?: string | undefined;
  /** Below the message: what goes on, or more to know. */
  readonly children?: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is destroyed. The focus begins on what destroys nothing. */
export function Confirm(props: ConfirmProps): ReactElement {
  const { title, message, action, typeToConfirm, isBusy = false, problem, children, onConfirm, onClose } = props;
  const [typed, setTyped] = useState("");
  const isAllowed = typeToConfirm === undefined || typed === typeToConfirm;
  return (
    <Dialog className="dialog" label={title} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          // It may be inside of another form in React's tree.
          event.stopPropagation();
          if (isAllowed && !isBusy) onConfirm();
        }}
      >
        <h2>{title}</h2>
        <p>{message}</p>
        {typeToConfirm === undefined ? null : (
          <TextField label={text.common.typeToConfirm(typeToConfirm)} autoFocus value={typed} onChange={setTyped} />
        )}
        {children}
        <Alert message={problem} />
        <div className="dialog-foot">
          <button type="button" className="button" autoFocus={typeToConfirm === undefined} onClick={onClose}>
            {text.common.cancel}
          </button>
          <button className="button danger primary" aria-busy={isBusy} disabled={!isAllowed}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
