import { toProblem } from "../../api/problem.ts";
import type { UndoDeletion } from "../../api/undo-deletion.ts";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";

/** Says that records were deleted, with the way back where there is one. */
export function tellDeleted(message: string, undo: UndoDeletion | null, onUndone: () => void): void {
  if (undo === null) {
    showToast(message);
    return;
  }
  const run = async (): Promise<void> => {
    try {
      const { count, hasNewDates } = await undo();
      showToast(text.undoDeletion.done(count, hasNewDates));
      onUndone();
    } catch (error) {
      showToast(toProblem(error).message, { isBad: true });
    }
  };
  showToast(message, { action: { label: text.common.undo, run: () => void run() } });
}
