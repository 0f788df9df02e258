import type { ReactElement } from "react";
import { navigate } from "../state/route.ts";
import { useStore } from "../state/store.ts";
import { forgetUnsaved, unsaved } from "../state/unsaved.ts";
import { text } from "../texts/text.ts";
import { Confirm } from "./dialog.tsx";

/** Asks whoever leaves a page with something unsaved on it. */
export function LeaveQuestion(): ReactElement | null {
  const { pages, pendingHash } = useStore(unsaved);
  if (pendingHash === null) return null;
  return (
    <Confirm
      title={text.common.leaveTitle}
      message={text.common.leaveMessage}
      action={text.common.leaveAction}
      onConfirm={() => {
        forgetUnsaved();
        navigate(pendingHash);
      }}
      onClose={() => unsaved.set({ pages, pendingHash: null })}
    />
  );
}
