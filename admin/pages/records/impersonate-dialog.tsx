import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { NumberField } from "../../components/inputs.tsx";
import { text } from "../../texts/text.ts";

interface ImpersonateDialogProps {
  readonly collection: CollectionModel;
  readonly record: RecordModel;
  readonly onClose: () => void;
}

const HOUR_S = 3600;

/** A token with which a client is signed in as this account. */
export function ImpersonateDialog({ collection, record, onClose }: ImpersonateDialogProps): ReactElement {
  const [seconds, setSeconds] = useState<number | null>(HOUR_S);
  const [token, setToken] = useState("");
  const task = useTask();
  const words = text.account;
  const make = (): void =>
    void task.run(async () => {
      const impersonated = await client.collection(collection.name).impersonate(record.id, seconds ?? 0);
      setToken(impersonated.authStore.token);
    });
  return (
    <Dialog className="dialog" label={words.impersonateTitle} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          make();
        }}
      >
        <h2>{words.impersonateTitle}</h2>
        <p className="hint">{words.impersonateHint}</p>
        <NumberField
          label={words.seconds}
          hint={words.secondsHint}
          min={0}
          step={1}
          value={seconds}
          onChange={setSeconds}
          error={task.problem?.fields["duration"]}
        />
        <Alert message={task.problem?.message} />
        {token === "" ? null : (
          <div className="token" role="status">
            <code>{token}</code>
            <CopyButton value={token} label={words.copyToken} />
          </div>
        )}
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.close}
          </button>
          <button className="button primary" aria-busy={task.isRunning}>
            {words.makeToken}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
