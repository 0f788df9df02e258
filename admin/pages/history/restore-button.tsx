import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Confirm } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";

interface RestoreButtonProps {
  readonly collection: CollectionModel;
  readonly record: string;
  /** What is set. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether the record is gone and is made anew. */
  readonly isDeleted: boolean;
  readonly onRestored: () => void;
}

/** The way back to an earlier version. It is a change as any other: it is asked first, and the audit log has it too. */
export function RestoreButton(props: RestoreButtonProps): ReactElement {
  const { collection, record, values, isDeleted, onRestored } = props;
  const words = text.history;
  const [isAsked, setAsked] = useState(false);
  const { isRunning, problem, run } = useTask();
  const fieldProblems = Object.entries(problem?.fields ?? {}).map(([name, message]) => `${name}: ${message}`);
  const restore = async (): Promise<void> => {
    const records = client.collection(collection.name);
    const isDone = await run(async () => {
      if (isDeleted) await records.create({ ...values, ...newPassword(collection) });
      else await records.update(record, values);
    });
    if (!isDone) return;
    setAsked(false);
    showToast(isDeleted && collection.type === "auth" ? words.accountRestored : words.restored);
    onRestored();
  };
  const names = Object.keys(values).filter((name) => name !== "id");
  return (
    <>
      <button type="button" className="button small" onClick={() => setAsked(true)}>
        <Icon name="undo" />
        {isDeleted ? words.restoreDeleted : words.restore}
      </button>
      {isAsked ? (
        <Confirm
          title={isDeleted ? words.restoreDeletedTitle : words.restoreTitle}
          message={words.restoreMessage(names)}
          action={words.restoreAction}
          isBusy={isRunning}
          problem={problem === null ? undefined : [problem.message, ...fieldProblems].join(" ")}
          onConfirm={() => void restore()}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

/** The log has no passwords: a new account gets one that nobody knows, and its owner resets it. */
function newPassword({ type }: CollectionModel): { password?: string; passwordConfirm?: string } {
  if (type !== "auth") return {};
  const password = `${crypto.randomUUID()}Aa1!`;
  return { password, passwordConfirm: password };
}
