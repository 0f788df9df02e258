import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { walkRecords } from "../../api/many-records.ts";
import type { RecordPages } from "../../api/record-pages.ts";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { lazyDialog } from "../../components/lazy-dialog.tsx";
import { useBottomBar } from "../../state/bottom-bar.ts";
import { usePart } from "../../state/store.ts";
import { showToast } from "../../state/toasts.ts";
import { text } from "../../texts/text.ts";
import type { Selection } from "./use-selection.ts";

const BulkDelete = lazyDialog(() => import("./bulk-delete.tsx").then((module) => module.BulkDelete));
const BulkEdit = lazyDialog(() => import("./bulk-edit.tsx").then((module) => module.BulkEdit));
const RecordExport = lazyDialog(() => import("./record-export.tsx").then((module) => module.RecordExport));

export type BulkAction = "edit" | "delete" | "export";

interface BulkBarProps {
  readonly collection: CollectionModel;
  readonly pages: RecordPages;
  readonly selection: Selection;
  /** What is open; the table opens the deletion by a key. */
  readonly action: BulkAction | null;
  readonly onAction: (action: BulkAction | null) => void;
  readonly onChanged: () => void;
}

/** What can be done with the selected records. */
export function BulkBar(props: BulkBarProps): ReactElement | null {
  const { collection, pages, selection, action, onAction, onChanged } = props;
  const total = usePart(pages.rows, (rows) => rows.total);
  const selectAll = useSelectAll(pages, selection);
  const { size } = selection.ids;
  useBottomBar("bulk", size > 0);
  if (size === 0) return null;
  const close = (): void => onAction(null);
  const shared = { collection, ids: [...selection.ids], onClose: close, onChanged };
  return (
    <div className="bulk-bar" role="region" aria-label={text.bulk.title}>
      <strong className="tabular" role="status">
        {text.bulk.selected(size)}
      </strong>
      {total !== null && size < total ? (
        <button type="button" className="button quiet small" disabled={selectAll.isLoading} onClick={selectAll.run}>
          {text.bulk.selectAll(total)}
        </button>
      ) : null}
      <div className="row push">
        <button type="button" className="button small" onClick={() => onAction("edit")}>
          <Icon name="edit" />
          {text.bulk.edit}
        </button>
        <button type="button" className="button small" onClick={() => onAction("export")}>
          <Icon name="download" />
          {text.bulk.export}
        </button>
        <button type="button" className="button small danger" onClick={() => onAction("delete")}>
          <Icon name="trash" />
          {text.common.delete}
        </button>
        <IconButton icon="close" label={text.bulk.clear} look="quiet small" onClick={selection.clear} />
      </div>
      {action === "edit" ? <BulkEdit {...shared} /> : null}
      {action === "delete" ? <BulkDelete {...shared} onDeleted={selection.clear} /> : null}
      {action === "export" ? <RecordExport {...shared} pages={pages} /> : null}
    </div>
  );
}

/** Selects what matches the filter, also what is not loaded. */
export function useSelectAll(
  pages: RecordPages,
  selection: Pick<Selection, "add">,
): { isLoading: boolean; run: () => void } {
  const [isLoading, setLoading] = useState(false);
  const load = async (): Promise<void> => {
    setLoading(true);
    try {
      const { signal } = new AbortController();
      const query = { ...pages.query, expand: "" };
      for await (const items of walkRecords(query, "id", signal)) selection.add(items.map(({ id }) => id));
    } catch {
      showToast(text.common.unreachable, { isBad: true });
    }
    setLoading(false);
  };
  return { isLoading, run: () => void load() };
}
