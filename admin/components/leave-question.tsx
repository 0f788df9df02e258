import type { ReactElement } from "react";
import { useStore } from "../state/store.ts";
import { forgetUnsaved, unsaved } from "../state/unsaved.ts";
import { text } from "../texts/text.ts";
import { Confirm } from "./dialog.tsx";

/** Asks whoever leaves a page with something unsaved on it. */
export function LeaveQuestion(): ReactElement | null {
  const { pages, pending } = useStore(unsaved);
  if (pending === null) return null;
  return (
    <Confirm
      title={text.common.leaveTitle}
      message={text.common.leaveMessage}
      action={text.common.leaveAction}
      onConfirm={() => {
        for (const giveUp of pages.values()) giveUp();
        forgetUnsaved();
        pending();
      }}
      onClose={() => unsaved.set({ pages, pending: null })}
    />
  );
}
