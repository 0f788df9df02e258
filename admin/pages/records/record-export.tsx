import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";
import { recordsOf, walkRecords } from "../../api/many-records.ts";
import type { RecordPages } from "../../api/record-pages.ts";
import { rowsFile } from "../../api/rows-file.ts";
import { ExportDialog } from "../../components/export-dialog.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

interface RecordExportProps {
  readonly collection: CollectionModel;
  readonly pages: RecordPages;
  /** Null: all that match the query of the pages. */
  readonly ids: readonly string[] | null;
  readonly onClose: () => void;
}

/** Records as a file, without passwords. */
export function RecordExport({ collection, pages, ids, onClose }: RecordExportProps): ReactElement {
  const { query, rows } = pages;
  const { total } = useStore(rows);
  const columns = visibleFields(collection)
    .filter(({ type }) => type !== "password")
    .map(({ name }) => name);
  const fields = columns.join(",");
  const chosen = (signal: AbortSignal): AsyncGenerator<RecordModel[]> =>
    ids === null
      ? walkRecords({ ...query, expand: "" }, fields, signal)
      : recordsOf({ collection: query.collection, ids, fields }, signal);
  return (
    <ExportDialog
      title={text.export.title(ids === null ? null : ids.length)}
      hint={ids === null ? text.export.hintAll : undefined}
      fileName={collection.name}
      defaultFormat="csv"
      total={ids === null ? total : ids.length}
      make={({ signal, ...options }) => rowsFile(chosen(signal), { ...options, columns })}
      done={text.export.done}
      onClose={onClose}
    />
  );
}
