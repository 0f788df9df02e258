import { useCallback, useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { useLive } from "../../api/use-live.ts";
import { backOrReplace, pushQuery, replaceQuery } from "../../state/route.ts";
import { useShortcuts } from "../../state/shortcuts.ts";
import { text } from "../../texts/text.ts";
import { BulkBar, useSelectAll } from "./bulk-bar.tsx";
import type { BulkAction } from "./bulk-bar.tsx";
import { FilterRow } from "./filter-row.tsx";
import { RecordTable } from "./record-table.tsx";
import { RecordsDialogs } from "./records-dialogs.tsx";
import type { OpenDialog } from "./records-dialogs.tsx";
import { RecordsHead } from "./records-head.tsx";
import { RecordsState } from "./records-state.tsx";
import { useColumns } from "./use-columns.ts";
import { useFileToken } from "./use-file-token.ts";
import { useQueryPages } from "./use-query-pages.ts";
import { useSelection } from "./use-selection.ts";

interface RecordsPageProps {
  readonly collection: CollectionModel;
  readonly query: URLSearchParams;
}

/** In the address in place of an id: a record that is yet to be made. */
const NEW = "new";

export function RecordsPage({ collection, query }: RecordsPageProps): ReactElement {
  const { name, type } = collection;
  const [filter, sort, open] = [query.get("filter") ?? "", query.get("sort") ?? "", query.get("record")];
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [bulkAction, setBulkAction] = useState<BulkAction | null>(null);
  const columns = useColumns(collection);
  const fileToken = useFileToken(collection.fields.some((field) => field["protected"] === true));
  const { wanted, pages, isWaiting, isRefused, refresh } = useQueryPages(collection, filter, sort);
  const live = useLive(type === "view" ? null : name, refresh);
  const selection = useSelection();
  const selectAll = useSelectAll(pages, selection);
  useEffect(selection.clear, [pages, selection.clear]);
  const openRecord = useCallback(({ id }: RecordModel, field?: string) => showRecord(id, field), []);
  const add = (): void => showRecord(NEW);
  useRecordsShortcuts(type === "view" ? null : add, refresh);
  return (
    <>
      <RecordsHead collection={collection} live={live} onRefresh={refresh} onDialog={setDialog} onAdd={add} />
      <FilterRow
        {...{ collection, filter, isWaiting, sort, columns }}
        isInvalid={isRefused}
        onFilter={(value) => setParameter("filter", value)}
      />
      <RecordsState
        collection={collection}
        pages={wanted}
        isFiltered={filter !== ""}
        isKept={pages !== wanted}
        onRetry={refresh}
        onAdd={add}
        onImport={() => setDialog("import")}
        onClear={() => setParameter("filter", "")}
      />
      <RecordTable
        label={text.records.table(name)}
        {...{ collection, pages, columns, sort, fileToken }}
        onSort={(value) => setParameter("sort", value)}
        onOpen={openRecord}
        isCovered={open !== null}
        onUncover={() => showRecord(null)}
        selection={type === "view" ? null : selection}
        onSelectAll={selectAll.run}
        onDelete={() => setBulkAction("delete")}
        changed={live.changed}
      />
      <BulkBar
        collection={collection}
        pages={pages}
        selection={selection}
        action={bulkAction}
        onAction={setBulkAction}
        onChanged={refresh}
      />
      <RecordsDialogs
        collection={collection}
        pages={pages}
        columns={columns}
        dialog={dialog}
        recordId={open === NEW ? null : (open ?? undefined)}
        field={query.get("field")}
        changed={live.changed}
        fileToken={fileToken}
        onDialog={setDialog}
        onRecord={(id) => showRecord(id)}
        onChanged={refresh}
      />
    </>
  );
}

/** `add` is null where records can't be made. */
function useRecordsShortcuts(add: (() => void) | null, refresh: () => void): void {
  useShortcuts([
    ...(add === null ? [] : [{ keys: ["N"], label: text.shortcuts.newRecord, run: add }]),
    { keys: ["/"], label: text.shortcuts.filter, run: () => focusOn(".filter .code-editor, .filter .input") },
    { keys: ["J"], label: text.shortcuts.table, run: () => focusOn(".table") },
    { keys: ["R"], label: text.shortcuts.refresh, run: refresh },
  ]);
}

function focusOn(selector: string): void {
  document.querySelector<HTMLElement>(`#main :is(${selector})`)?.focus();
}

function setParameter(key: string, value: string): void {
  replaceQuery(queryWith(key, value));
}

/** Null: closes the one that is open. With a field, the focus begins there. */
function showRecord(id: string | null, field = ""): void {
  const query = queryWith("record", id ?? "");
  if (field === "") query.delete("field");
  else query.set("field", field);
  const isOpen = new URLSearchParams(location.hash.split("?")[1]).has("record");
  if (id === null) backOrReplace(query);
  else if (isOpen) replaceQuery(query);
  else pushQuery(query);
}

function queryWith(key: string, value: string): URLSearchParams {
  const query = new URLSearchParams(location.hash.split("?")[1]);
  if (value === "") query.delete(key);
  else query.set(key, value);
  return query;
}
