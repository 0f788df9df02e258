import { useEffect, useRef, useState } from "react";
import type { ReactElement, ReactNode, RefObject } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import type { Changed } from "../../api/use-live.ts";
import { Alert } from "../../components/alert.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/text.ts";
import { BackRelations } from "./back-relations.tsx";
import type { Draft } from "./record-draft.ts";
import { RecordFoot, RecordQuestion } from "./record-foot.tsx";
import { RecordForm } from "./record-form.tsx";
import { RecordMenu } from "./record-menu.tsx";
import { recordName } from "./record-name.ts";
import { RecordNotes } from "./record-notes.tsx";
import { SignIns } from "./sign-ins.tsx";
import { useEditing } from "./use-editing.ts";
import type { Editing } from "./use-editing.ts";
import type { Neighbours } from "./use-neighbours.ts";

export interface RecordPanelProps {
  readonly collection: CollectionModel;
  /** Null for a record that is yet to be made. */
  readonly id: string | null;
  /** What a new record begins with. */
  readonly initial?: Draft | null;
  /** The name of the field where the focus begins. */
  readonly field?: string | null;
  /** The records that were changed a moment ago, as they are now. */
  readonly changed: Changed;
  readonly fileToken: string;
  readonly onClose: () => void;
  /** After a change: with the record, unless it was deleted. */
  readonly onSaved: (record?: RecordModel) => void;
  readonly onDuplicate?: ((values: Draft) => void) | undefined;
  /** With it there are buttons to the records beside this one. */
  readonly onMove?: (id: string) => void;
  readonly neighbours?: Neighbours;
}

/** Creates or changes one record. Only what was changed here is sent, so that the rest may be changed by others meanwhile. */
export function RecordPanel(props: RecordPanelProps): ReactElement {
  const { collection, id, fileToken, onClose, onSaved, onDuplicate, neighbours, onMove } = props;
  const body = useRef<HTMLDivElement>(null);
  const editing = useEditing(props, () => setTimeout(() => focusFirstError(body.current)));
  const { record, draft, errors, close, save } = editing;
  useEffect(() => {
    // The first input is the id, which is seldom typed. On phones the keyboard would hide the form.
    if (id === null && matchMedia("(pointer: fine)").matches)
      body.current?.querySelectorAll<HTMLElement>(".input")[1]?.focus();
  }, [id]);
  useFocusOn(body, props.field ?? null, editing.isLoading);
  const isView = collection.type === "view";
  const title = (id === null ? text.record.createTitle : text.record.editTitle)(collection.name);
  const form = editing.isLoading ? null : (
    <>
      <RecordForm {...{ collection, record, draft, errors, fileToken }} onDraft={editing.setDraft} />
      {record === null ? null : <BackRelations collection={collection} id={record.id} />}
    </>
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
        <Head
          name={record === null ? null : recordName(record)}
          title={title}
          editing={editing}
          {...{ collection, onSaved, onDuplicate, neighbours, onMove }}
        />
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
      <Question {...{ editing, collection, id, onSaved, onClose }} />
    </Dialog>
  );
}

interface QuestionProps extends Pick<RecordPanelProps, "collection" | "id" | "onSaved" | "onClose"> {
  readonly editing: Editing;
}

function Question({ editing: { asked, ask, forget }, collection, id, onSaved, onClose }: QuestionProps): ReactElement {
  if (asked === null) return <></>;
  return (
    <RecordQuestion
      kind={asked}
      collection={collection}
      id={id ?? ""}
      onUndone={() => onSaved()}
      onEnd={() => {
        forget();
        if (asked === "delete") onSaved();
        onClose();
      }}
      onClose={() => ask(null)}
    />
  );
}

interface HeadProps extends Pick<RecordPanelProps, "collection" | "onSaved"> {
  readonly title: string;
  /** Of the record; null where there is none yet. */
  readonly name: string | null;
  readonly editing: Editing;
  readonly onDuplicate: RecordPanelProps["onDuplicate"];
  readonly neighbours: Neighbours | undefined;
  readonly onMove: RecordPanelProps["onMove"];
}

function Head(props: HeadProps): ReactElement {
  const { title, name, editing, collection, onSaved, onDuplicate, neighbours, onMove } = props;
  const { record, reload, ask, close } = editing;
  // What was typed belongs to this record: it is saved or given up first.
  const isHeld = editing.isSaving || Object.keys(editing.draft).length > 0;
  return (
    <div className="panel-head">
      <div className="panel-title">
        {name === null ? null : <p className="hint clip">{title}</p>}
        <h2 className={name === null ? undefined : "clip"} title={name ?? undefined}>
          <bdi>{name ?? title}</bdi>
        </h2>
      </div>
      <div className="row nowrap push">
        {onMove === undefined || neighbours === undefined || record === null ? null : (
          <MoveButtons neighbours={neighbours} isHeld={isHeld} onMove={onMove} />
        )}
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

interface MoveButtonsProps {
  readonly neighbours: Neighbours;
  readonly isHeld: boolean;
  readonly onMove: (id: string) => void;
}

function MoveButtons({ neighbours: { previous, next }, isHeld, onMove }: MoveButtonsProps): ReactElement {
  const words = text.neighbours;
  return (
    <>
      <IconButton
        icon="up"
        label={words.previous}
        disabled={previous === null || isHeld}
        onClick={() => previous !== null && onMove(previous)}
      />
      <IconButton
        icon="down"
        label={words.next}
        disabled={next === null || isHeld}
        onClick={() => next !== null && onMove(next)}
      />
    </>
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

const INPUTS = "input, textarea, select, button, .code-editor:not([aria-busy])";

/** Once the form is there: some inputs are loaded when they are first shown. */
function useFocusOn(body: RefObject<HTMLElement | null>, field: string | null, isLoading: boolean): void {
  useEffect(() => {
    if (field === null || isLoading || body.current === null) return;
    const form = body.current;
    const focus = (): boolean => {
      const box = form.querySelector(`[data-field="${CSS.escape(field)}"]`);
      const input = box?.querySelector<HTMLElement>(INPUTS);
      box?.scrollIntoView({ block: "center" });
      input?.focus();
      return input !== undefined && input !== null;
    };
    if (focus()) return;
    const observer = new MutationObserver(() => {
      const isElsewhere = document.activeElement !== form && form.contains(document.activeElement);
      if (isElsewhere || focus()) observer.disconnect();
    });
    observer.observe(form, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [body, field, isLoading]);
}

function focusFirstError(body: HTMLElement | null): void {
  const first = body?.querySelector<HTMLElement>('[aria-invalid="true"], .code-editor[data-invalid="true"]');
  first?.focus();
  (first ?? body?.querySelector(".error"))?.scrollIntoView({ block: "center" });
}
