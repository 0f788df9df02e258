import type { ReactElement } from "react";
import { bottomBar } from "../state/bottom-bar.ts";
import { useStore } from "../state/store.ts";
import { hideToast, toasts } from "../state/toasts.ts";
import { text } from "../texts/text.ts";
import { IconButton } from "./icon-button.tsx";

export function ToastList(): ReactElement {
  const shown = useStore(toasts);
  const bar = useStore(bottomBar);
  return (
    <div className={bar === null ? "toasts" : `toasts above-${bar}`} role="status">
      {shown.map(({ id, message, isBad, action }) => (
        <div key={id} className={isBad ? "toast bad" : "toast"}>
          <span>{message}</span>
          {action === undefined ? null : (
            <button
              type="button"
              className="button small push"
              onClick={() => {
                hideToast(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <IconButton
            icon="close"
            label={text.common.dismiss}
            look={action === undefined ? "quiet small push" : "quiet small"}
            onClick={() => hideToast(id)}
          />
        </div>
      ))}
    </div>
  );
}
