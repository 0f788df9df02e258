import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import type { RecordPages } from "../../api/record-pages.ts";
import type { Changed } from "../../api/use-live.ts";
import { lazyDialog } from "../../components/lazy-dialog.tsx";
import type { Draft } from "./record-draft.ts";
import { useNeighbours } from "./use-neighbours.ts";
import type { Columns } from "./use-columns.ts";

/** What can be open above the table, besides a record. */
export type OpenDialog = "columns" | "export" | "import" | "api" | "summary" | "accounts";

interface RecordsDialogsProps {
  readonly collection: CollectionModel;
  readonly pages: RecordPages;
  readonly columns: Columns;
  readonly dialog: OpenDialog | null;
  /** Null for a record that is yet to be made; undefined where none is open. */
  readonly recordId: string | null | undefined;
  /** Where the focus of the open record begins; null: at its top. */
  readonly field: string | null;
  readonly changed: Changed;
  readonly fileToken: string;
  readonly onDialog: (dialog: OpenDialog | null) => void;
  readonly onRecord: (id: string | null) => void;
  readonly onChanged: () => void;
}

const loadRecordPanel = () => import("./record-panel.tsx").then((module) => module.RecordPanel);
const RecordPanel = lazyDialog(loadRecordPanel);
const ImportPanel = lazyDialog(() => import("./import-panel.tsx").then((module) => module.ImportPanel));
const ApiPanel = lazyDialog(() => import("./api-panel.tsx").then((module) => module.ApiPanel));
const AccountsPanel = lazyDialog(() => import("./accounts-panel.tsx").then((module) => module.AccountsPanel));
const SummaryPanel = lazyDialog(() => import("./summary-panel.tsx").then((module) => module.SummaryPanel));
const ColumnDialog = lazyDialog(() => import("./column-dialog.tsx").then((module) => module.ColumnDialog));
const RecordExport = lazyDialog(() => import("./record-export.tsx").then((module) => module.RecordExport));

const PRELOAD_MS = 1200;

/** The dialogs of the page; the larger ones are loaded when they are opened. */
export function RecordsDialogs(props: RecordsDialogsProps): ReactElement {
  const { collection, pages, columns, dialog, recordId, changed, fileToken, onDialog, onRecord, onChanged } = props;
  const close = (): void => onDialog(null);
  useEffect(() => {
    // What is opened most is there at once, and without a connection. Not tried without one: a browser tries no script twice.
    const preload = (): void => void (navigator.onLine && loadRecordPanel().catch(() => undefined));
    const timer = setTimeout(preload, PRELOAD_MS);
    return () => clearTimeout(timer);
  }, []);
  const neighbours = useNeighbours(pages, recordId ?? null);
  // The values of the record that a new one is a copy of.
  const [copied, setCopied] = useState<Draft | null>(null);
  return (
    <>
      {dialog === "columns" ? <ColumnDialog columns={columns} onClose={close} /> : null}
      {dialog === "export" ? <RecordExport {...{ collection, pages }} ids={null} onClose={close} /> : null}
      {dialog === "import" ? <ImportPanel collection={collection} onClose={close} onChanged={onChanged} /> : null}
      {dialog === "accounts" ? <AccountsPanel collection={collection} onClose={close} /> : null}
      {dialog === "summary" ? (
        <SummaryPanel collection={collection} filter={pages.query.filter} onClose={close} />
      ) : null}
      {dialog === "api" ? <ApiPanel collection={collection} onClose={close} /> : null}
      {recordId === undefined ? null : (
        <RecordPanel
          key={`${recordId ?? ""} ${copied === null ? "" : "copy"}`}
          collection={collection}
          id={recordId}
          field={props.field}
          changed={changed}
          fileToken={fileToken}
          initial={recordId === null ? copied : null}
          onClose={() => {
            setCopied(null);
            onRecord(null);
          }}
          onSaved={() => onChanged()}
          neighbours={neighbours}
          onMove={onRecord}
          onDuplicate={(values) => {
            setCopied(values);
            onRecord("new");
          }}
        />
      )}
    </>
  );
}
