import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Confirm } from "../../components/dialog.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";

export function DeleteAllLogs(): ReactElement {
  const words = text.logSettings;
  const [isAsking, setAsking] = useState(false);
  const { isRunning, problem, run } = useTask();
  const confirm = async (): Promise<void> => {
    if (!(await run(async () => void (await client.logs.truncate())))) return;
    setAsking(false);
    showToast(words.allDeleted);
  };
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {words.deleteAll}
      </button>
      {isAsking ? (
        <Confirm
          title={words.deleteAllTitle}
          message={words.deleteAllMessage}
          action={words.deleteAll}
          isBusy={isRunning}
          problem={problem?.message}
          onConfirm={() => void confirm()}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
