import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";

interface S3TestProps {
  readonly filesystem: "storage" | "backups";
  /** The server tests what it has, so what is typed must be saved first. */
  readonly isChanged: boolean;
}

/** Has the server store, list and delete a small file. */
export function S3Test({ filesystem, isChanged }: S3TestProps): ReactElement {
  const words = text.s3;
  const [isGood, setGood] = useState(false);
  const task = useTask();
  const test = (): void => {
    setGood(false);
    void task.run(async () => {
      await client.settings.testS3(filesystem);
      setGood(true);
    });
  };
  return (
    <div className="stack">
      <div className="row">
        <button type="button" className="button" disabled={isChanged || task.isRunning} onClick={test}>
          <Icon name="pulse" />
          {task.isRunning ? words.testing : words.test}
        </button>
        {isChanged ? <span className="hint">{text.settings.saveFirst}</span> : null}
      </div>
      {isGood && !isChanged ? (
        <p className="notice good" role="status">
          {words.good}
        </p>
      ) : null}
      <Alert message={isChanged ? undefined : task.problem?.message} />
    </div>
  );
}
