import type { ReactElement } from "react";
import { useStore } from "../state/store.ts";
import { hideToast, toasts } from "../state/toasts.ts";
import { text } from "../texts/text.ts";
import { Icon } from "./icon.tsx";

export function ToastList(): ReactElement {
  const shown = useStore(toasts);
  return (
    <div className="toasts" role="status">
      {shown.map(({ id, message, isBad }) => (
        <div key={id} className={isBad ? "toast bad" : "toast"}>
          <span>{message}</span>
          <button
            type="button"
            className="button quiet icon-only push"
            aria-label={text.common.dismiss}
            onClick={() => hideToast(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
