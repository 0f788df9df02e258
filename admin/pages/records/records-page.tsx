import { useCallback, useMemo, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { visibleFields } from "../../api/collections.ts";
import { RecordPages } from "../../api/record-pages.ts";
import { useLive } from "../../api/use-live.ts";
import type { Live } from "../../api/use-live.ts";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { replaceQuery } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { ColumnDialog, useColumns } from "./columns.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { searchFilter } from "./record-name.ts";
import { RecordPanel } from "./record-panel.tsx";
import { RecordTable } from "./record-table.tsx";
import { useFileToken } from "./use-file-token.ts";

interface RecordsPageProps {
  readonly collection: CollectionModel;
  readonly query: URLSearchParams;
}

/** In the address in place of an id: a record that is yet to be made. */
const NEW = "new";

export function RecordsPage({ collection, query }: RecordsPageProps): ReactElement {
  const { name, type } = collection;
  const [filter, sort, open] = [query.get("filter") ?? "", query.get("sort") ?? "", query.get("record")];
  const [isChoosingColumns, setChoosingColumns] = useState(false);
  const [columns, setHidden] = useColumns(collection);
  const fileToken = useFileToken(collection);
  const pages = useMemo(() => openPages(collection, filter, sort), [collection, filter, sort]);
  const refresh = useCallback(() => void pages.refresh(), [pages]);
  const live = useLive(type === "view" ? null : name, refresh);

  const set = (key: string, value: string | null): void => {
    const next = new URLSearchParams(query);
    if (value === null || value === "") next.delete(key);
    else next.set(key, value);
    replaceQuery(next);
  };
  return (
    <>
      <PageHead
        collection={collection}
        live={live}
        onRefresh={refresh}
        onColumns={() => setChoosingColumns(true)}
        onAdd={() => set("record", NEW)}
      />
      <FilterBar filter={filter} onFilter={(value) => set("filter", value)} />
      <TableState pages={pages} isFiltered={filter !== ""} onRetry={refresh} />
      <RecordTable
        label={text.records.table(name)}
        pages={pages}
        columns={columns}
        sort={sort}
        onSort={(value) => set("sort", value)}
        onOpen={({ id }) => set("record", id)}
        changed={live.changed}
        fileToken={fileToken}
      />
      {isChoosingColumns ? (
        <ColumnDialog
          fields={visibleFields(collection)}
          shown={columns}
          onHide={setHidden}
          onClose={() => setChoosingColumns(false)}
        />
      ) : null}
      {open === null ? null : (
        <RecordPanel
          key={open}
          collection={collection}
          id={open === NEW ? null : open}
          changed={live.changed}
          fileToken={fileToken}
          onClose={() => set("record", null)}
          onSaved={refresh}
        />
      )}
    </>
  );
}

function openPages(collection: CollectionModel, filter: string, sort: string): RecordPages {
  const expand = collection.fields.filter((field) => field.type === "relation").map((field) => field.name);
  return new RecordPages({
    collection: collection.name,
    filter: searchFilter(filter, collection),
    // The newest first, which rows of a view have no order for.
    sort: sort === "" && collection.type !== "view" ? "-@rowid" : sort,
    expand: expand.join(","),
  });
}

interface PageHeadProps {
  readonly collection: CollectionModel;
  readonly live: Live;
  readonly onRefresh: () => void;
  readonly onColumns: () => void;
  readonly onAdd: () => void;
}

function PageHead({ collection: { name, type }, live, onRefresh, onColumns, onAdd }: PageHeadProps): ReactElement {
  return (
    <PageHeader title={name} marks={type === "view" ? null : <LiveMark live={live} />}>
      <IconButton icon="refresh" label={text.records.refresh} look="" onClick={onRefresh} />
      <button type="button" className="button" onClick={onColumns}>
        <Icon name="columns" />
        {text.records.columns}
      </button>
      {type === "view" ? null : (
        <button type="button" className="button primary" onClick={onAdd}>
          <Icon name="plus" />
          {text.records.add}
        </button>
      )}
    </PageHeader>
  );
}

function LiveMark({ live }: { live: Live }): ReactElement {
  const labels = { live: text.records.live, connecting: text.records.connecting, off: text.records.notLive };
  return (
    <span className={live.state === "live" ? "live on" : "live"} title={text.records.liveHint} role="status">
      {labels[live.state]}
    </span>
  );
}

interface TableStateProps {
  readonly pages: RecordPages;
  readonly isFiltered: boolean;
  readonly onRetry: () => void;
}

/** How many records there are, or why none are shown. */
function TableState({ pages, isFiltered, onRetry }: TableStateProps): ReactElement {
  const { total, problem } = useStore(pages.rows);
  const empty = isFiltered ? text.records.noMatch : text.records.none;
  const count = total === null ? text.common.loading : total === 0 ? empty : text.records.count(total);
  return (
    <div className="table-state row">
      {problem === null ? (
        <p className="muted" role="status">
          {count}
        </p>
      ) : (
        <>
          <p className="error" role="alert">
            {problem.status === 400 && isFiltered ? text.records.badFilter : problem.message}
          </p>
          <button type="button" className="button" onClick={onRetry}>
            {text.common.retry}
          </button>
        </>
      )}
    </div>
  );
}
