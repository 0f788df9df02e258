import { useEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode, ReactPortal } from "react";
import { createPortal } from "react-dom";
import { Alert } from "./alert.tsx";
import { TextField } from "./field.tsx";
import { text } from "../texts/text.ts";

interface DialogProps {
  readonly className: string;
  readonly label: string;
  /** While something goes on that has to stay in sight, neither Escape nor a click beside the dialog closes it. */
  readonly isBusy?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function Dialog({ className, label, isBusy = false, onClose, children }: DialogProps): ReactPortal {
  const dialog = useRef<HTMLDialogElement>(null);
  const focused = useRef<Element>(null);
  const close = (): void => {
    if (!isBusy) onClose();
  };
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
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
        // Left to itself, Chromium closes a question and the dialog that asked it at once.
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      onFocus={({ target }) => {
        focused.current = target;
      }}
      onClose={({ target }) => {
        const element = dialog.current;
        if (element === null || target !== element || element.open || !element.isConnected) return;
        // Chromium asks nobody at a second Escape. Whether it closes is for `onClose` to say.
        const before = focused.current;
        element.showModal();
        if (before instanceof HTMLElement && before.isConnected) before.focus();
        close();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current) close();
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
  /** Ends what goes on; without it there is no way to. */
  readonly onStop?: () => void;
  readonly problem?: string | undefined;
  /** Below the message: what goes on, or more to know. */
  readonly children?: ReactNode;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is destroyed. The focus begins on what destroys nothing. */
export function Confirm(props: ConfirmProps): ReactElement {
  const {
    title,
    message,
    action,
    typeToConfirm,
    isBusy = false,
    onStop,
    problem,
    children,
    onConfirm,
    onClose,
  } = props;
  const [typed, setTyped] = useState("");
  const isAllowed = typeToConfirm === undefined || typed === typeToConfirm;
  return (
    <Dialog className="dialog" label={title} isBusy={isBusy} onClose={onClose}>
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
          <button
            type="button"
            className="button"
            autoFocus={typeToConfirm === undefined}
            disabled={isBusy && onStop === undefined}
            onClick={isBusy ? onStop : onClose}
          >
            {isBusy && onStop !== undefined ? text.common.stop : text.common.cancel}
          </button>
          <button className="button danger primary" aria-busy={isBusy} disabled={!isAllowed}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
