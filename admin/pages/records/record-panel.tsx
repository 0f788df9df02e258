import { useEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import type { Changed } from "../../api/use-live.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/text.ts";
import type { Draft } from "./record-draft.ts";
import { RecordFoot, RecordQuestion } from "./record-foot.tsx";
import { RecordForm } from "./record-form.tsx";
import { RecordMenu } from "./record-menu.tsx";
import { RecordNotes } from "./record-notes.tsx";
import { SignIns } from "./sign-ins.tsx";
import { useEditing } from "./use-editing.ts";
import type { Editing } from "./use-editing.ts";

export interface RecordPanelProps {
  readonly collection: CollectionModel;
  /** Null for a record that is yet to be made. */
  readonly id: string | null;
  /** What a new record begins with. */
  readonly initial?: Draft | null;
  /** The records that were changed a moment ago, as they are now. */
  readonly changed: Changed;
  readonly fileToken: string;
  readonly onClose: () => void;
  /** After a change: with the record, unless it was deleted. */
  readonly onSaved: (record?: RecordModel) => void;
  readonly onDuplicate?: ((values: Draft) => void) | undefined;
}

/** Creates or changes one record. Only what was changed here is sent, so that the rest may be changed by others meanwhile. */
export function RecordPanel(props: RecordPanelProps): ReactElement {
  const { collection, id, fileToken, onClose, onSaved, onDuplicate } = props;
  const body = useRef<HTMLDivElement>(null);
  const editing = useEditing(props, () => setTimeout(() => focusFirstError(body.current)));
  const { record, draft, errors, close, save, ask } = editing;
  useEffect(() => {
    // The first input is the id, which is seldom typed. On phones the keyboard would hide the form.
    if (id === null && matchMedia("(pointer: fine)").matches)
      body.current?.querySelectorAll<HTMLElement>(".input")[1]?.focus();
  }, [id]);
  const isView = collection.type === "view";
  const title = (id === null ? text.record.createTitle : text.record.editTitle)(collection.name);
  const form = editing.isLoading ? null : (
    <RecordForm {...{ collection, record, draft, errors, fileToken }} onDraft={editing.setDraft} />
  );
  return (
    <Dialog className="panel" label={title} isBusy={editing.isSaving} onClose={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          void save();
        }}
        onKeyDown={(event) => {
          if (!(event.ctrlKey || event.metaKey) || !["s", "S", "Enter"].includes(event.key)) return;
          event.preventDefault();
          event.stopPropagation();
          void save();
        }}
      >
        <Head title={title} editing={editing} {...{ collection, onSaved, onDuplicate }} />
        <div ref={body} className="panel-body stack" tabIndex={-1}>
          <RecordNotes {...editing} isView={isView} isLoading={editing.isLoading && editing.missing === undefined} />
          <Alert message={editing.problem} />
          <Alert message={editing.missing} />
          {collection.type === "auth" && record !== null ? (
            <AccountTabs form={form} collection={collection} record={record} />
          ) : (
            form
          )}
        </div>
        <RecordFoot
          isView={isView}
          canSave={!isView && !editing.isLoading}
          isSaving={editing.isSaving}
          uploaded={editing.uploaded}
          onStop={editing.stop}
          onClose={close}
        />
      </form>
      {editing.asked === null ? null : (
        <RecordQuestion
          kind={editing.asked}
          collection={collection}
          id={id ?? ""}
          onEnd={() => {
            editing.forget();
            if (editing.asked === "delete") onSaved();
            onClose();
          }}
          onClose={() => ask(null)}
        />
      )}
    </Dialog>
  );
}

interface HeadProps extends Pick<RecordPanelProps, "collection" | "onSaved"> {
  readonly title: string;
  readonly editing: Editing;
  readonly onDuplicate: RecordPanelProps["onDuplicate"];
}

function Head({ title, editing, collection, onSaved, onDuplicate }: HeadProps): ReactElement {
  const { record, reload, ask, close } = editing;
  return (
    <div className="panel-head">
      <h2>{title}</h2>
      <div className="row nowrap push">
        {record === null ? null : (
          <RecordMenu
            {...{ collection, record, onSaved, onDuplicate }}
            onReload={reload}
            onDelete={() => ask("delete")}
          />
        )}
        <IconButton icon="close" label={text.common.close} onClick={close} />
      </div>
    </div>
  );
}

interface AccountTabsProps {
  readonly form: ReactNode;
  readonly collection: CollectionModel;
  readonly record: RecordModel;
}

function AccountTabs({ form, collection, record }: AccountTabsProps): ReactElement {
  const [tab, setTab] = useState<"record" | "signIns">("record");
  return (
    <Tabs
      label={text.record.tabs}
      tabs={[
        { key: "record", label: text.record.tabRecord },
        { key: "signIns", label: text.record.tabSignIns },
      ]}
      chosen={tab}
      onChoose={setTab}
    >
      <div className="stack tab-body">
        {tab === "record" ? form : <SignIns collection={collection} record={record} />}
      </div>
    </Tabs>
  );
}

function focusFirstError(body: HTMLElement | null): void {
  const first = body?.querySelector<HTMLElement>('[aria-invalid="true"], .code-editor[data-invalid="true"]');
  first?.focus();
  (first ?? body?.querySelector(".error"))?.scrollIntoView({ block: "center" });
}
