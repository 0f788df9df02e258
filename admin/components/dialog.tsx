import { useEffect, useRef } from "react";
import type { ReactElement, ReactNode } from "react";
import { Alert } from "./alert.tsx";
import { text } from "../texts/text.ts";

interface DialogProps {
  readonly className: string;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ className, label, onClose, children }: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
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
}

interface ConfirmProps {
  readonly title: string;
  readonly message: string;
  readonly action: string;
  readonly isBusy?: boolean;
  readonly problem?: string | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is destroyed. The focus begins on what destroys nothing. */
export function Confirm(props: ConfirmProps): ReactElement {
  const { title, message, action, isBusy = false, problem, onConfirm, onClose } = props;
  return (
    <Dialog className="dialog" label={title} onClose={onClose}>
      <div className="stack">
        <h2>{title}</h2>
        <p>{message}</p>
        <Alert message={problem} />
        <div className="row">
          <button type="button" className="button push" autoFocus onClick={onClose}>
            {text.common.cancel}
          </button>
          <button type="button" className="button danger primary" disabled={isBusy} onClick={onConfirm}>
            {action}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
