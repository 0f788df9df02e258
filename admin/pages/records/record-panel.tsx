import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import type { Changed } from "../../api/use-live.ts";
import { useTask } from "../../api/use-task.ts";
import type { Task } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { PanelHead } from "../../components/panel-head.tsx";
import { Confirm, Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import { RecordForm } from "./record-form.tsx";
import { bodyOf, invalidValues } from "./record-draft.ts";
import type { Draft } from "./record-draft.ts";

interface RecordPanelProps {
  readonly collection: CollectionModel;
  /** Null for a record that is yet to be made. */
  readonly id: string | null;
  /** The records that were changed a moment ago, as they are now. */
  readonly changed: Changed;
  readonly fileToken: string;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Creates or changes one record. Only what was changed here is sent, so that the rest may be changed by others meanwhile. */
export function RecordPanel(props: RecordPanelProps): ReactElement {
  const { collection, id, changed, fileToken, onClose, onSaved } = props;
  const { record, problem: missing } = useRecord(collection.name, id);
  const [draft, setDraft] = useState<Draft>({});
  const [asked, setAsked] = useState<"delete" | "discard" | null>(null);
  const task = useTask();
  const removal = useTask();
  const isStale = useStale(!task.isRunning && differs(collection, record, changed.get(id ?? "")));
  const isLoading = id !== null && record === null;
  const isView = collection.type === "view";
  const title = (id === null ? text.record.createTitle : text.record.editTitle)(collection.name);
  const close = (): void => (Object.keys(draft).length > 0 ? setAsked("discard") : onClose());
  const finish = (message: string): void => {
    showToast(message);
    onSaved();
    onClose();
  };
  const save = (): void => {
    if (Object.keys(invalidValues(draft)).length > 0) return;
    void task.run(() => send(collection, id, draft).then(finish));
  };
  const remove = (): void =>
    void removal.run(() =>
      client
        .collection(collection.name)
        .delete(id ?? "")
        .then(() => finish(text.record.deleted)),
    );
  return (
    <Dialog className="panel" label={title} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <PanelHead title={title} onClose={close} />
        <div className="panel-body stack" tabIndex={-1}>
          <Notes isStale={isStale} isView={isView} isLoading={isLoading && missing === null} />
          <Alert message={task.problem?.message} />
          <Alert message={missing ?? undefined} />
          {isLoading ? null : (
            <RecordForm
              {...{ collection, record, draft, fileToken }}
              onDraft={setDraft}
              errors={{ ...task.problem?.fields, ...invalidValues(draft) }}
            />
          )}
        </div>
        <PanelFoot
          isView={isView}
          canDelete={record !== null && !isView}
          canSave={!isView && !isLoading}
          isSaving={task.isRunning}
          onDelete={() => setAsked("delete")}
          onClose={close}
        />
      </form>
      {asked === null ? null : (
        <Question
          kind={asked}
          id={id ?? ""}
          removal={removal}
          onConfirm={asked === "delete" ? remove : onClose}
          onClose={() => setAsked(null)}
        />
      )}
    </Dialog>
  );
}

function Notes(props: { isStale: boolean; isView: boolean; isLoading: boolean }): ReactElement {
  return (
    <>
      {props.isStale ? <p className="notice">{text.record.changedMeanwhile}</p> : null}
      {props.isView ? <p className="notice">{text.record.readOnly}</p> : null}
      {props.isLoading ? <p className="muted">{text.common.loading}</p> : null}
    </>
  );
}

interface PanelFootProps {
  readonly isView: boolean;
  readonly canDelete: boolean;
  readonly canSave: boolean;
  readonly isSaving: boolean;
  readonly onDelete: () => void;
  readonly onClose: () => void;
}

function PanelFoot({ isView, canDelete, canSave, isSaving, onDelete, onClose }: PanelFootProps): ReactElement {
  return (
    <div className="panel-foot">
      {canDelete ? (
        <button type="button" className="button danger" onClick={onDelete}>
          <Icon name="trash" />
          {text.common.delete}
        </button>
      ) : null}
      <button type="button" className="button push" onClick={onClose}>
        {isView ? text.common.close : text.common.cancel}
      </button>
      {canSave ? (
        <button className="button primary" disabled={isSaving}>
          {text.common.save}
        </button>
      ) : null}
    </div>
  );
}

interface QuestionProps {
  readonly kind: "delete" | "discard";
  readonly id: string;
  readonly removal: Task;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

function Question({ kind, id, removal, onConfirm, onClose }: QuestionProps): ReactElement {
  const { deleteTitle, deleteMessage, deleteAction, discardTitle, discardMessage, discardAction } = text.record;
  const words =
    kind === "delete"
      ? { title: deleteTitle, message: deleteMessage(id), action: deleteAction }
      : { title: discardTitle, message: discardMessage, action: discardAction };
  const state = { isBusy: removal.isRunning, problem: removal.problem?.message };
  return <Confirm {...words} {...state} onConfirm={onConfirm} onClose={onClose} />;
}

/** Gives what to say. */
async function send(collection: CollectionModel, id: string | null, draft: Draft): Promise<string> {
  const [records, body] = [client.collection(collection.name), bodyOf(collection, draft)];
  if (id === null) await records.create(body);
  else await records.update(id, body);
  return id === null ? text.record.created : text.record.saved;
}

/** Whether a change was made to what is open here, other than one that was made before it was opened. */
function differs(collection: CollectionModel, open: RecordModel | null, now: RecordModel | undefined): boolean {
  if (open === null || now === undefined) return false;
  return collection.fields.some(({ name }) => JSON.stringify(open[name]) !== JSON.stringify(now[name]));
}

/** True from the first time on. */
function useStale(isChanged: boolean): boolean {
  const [isStale, setStale] = useState(false);
  useEffect(() => {
    if (isChanged) setStale(true);
  }, [isChanged]);
  return isStale;
}

function useRecord(collection: string, id: string | null): { record: RecordModel | null; problem: string | null } {
  const [record, setRecord] = useState<RecordModel | null>(null);
  const task = useTask();
  const { run } = task;
  useEffect(() => {
    if (id === null || record !== null) return;
    void run(async () => setRecord(await client.collection(collection).getOne(id)));
    // Once: what is edited must not change underneath.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [collection, id]);
  const { problem } = task;
  return { record, problem: problem === null ? null : problem.status === 404 ? text.record.missing : problem.message };
}
