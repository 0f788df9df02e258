import { useEffect } from "react";
import type { ReactElement } from "react";
import { loadCollections } from "../../api/collections.ts";
import type { CollectionModel } from "pocketbase";
import type { RecordPages } from "../../api/record-pages.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { Icon } from "../../components/icon.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { FilterProblem } from "./filter-problem.tsx";

interface RecordsStateProps {
  readonly collection: CollectionModel;
  readonly pages: RecordPages;
  readonly isFiltered: boolean;
  /** The table shows the records of the query before. */
  readonly isKept: boolean;
  readonly onRetry: () => void;
  readonly onAdd: () => void;
  readonly onImport: () => void;
  readonly onClear: () => void;
}

/** How many records there are, or why none are shown and what to do about it. */
export function RecordsState(props: RecordsStateProps): ReactElement {
  const { collection, pages, isFiltered, isKept, onRetry } = props;
  const { total, problem } = useStore(pages.rows);
  useEffect(() => {
    // It may be gone.
    if (problem?.status === 404) void loadCollections();
  }, [problem]);
  const isRefused = problem?.status === 400 && isFiltered;
  const empty = isFiltered ? text.records.noMatch : text.records.none;
  const count = total === null ? text.common.loading : total === 0 ? empty : text.records.count(total);
  return (
    <>
      <div className="table-state row">
        {problem === null ? (
          <p className="muted small tabular" role="status">
            {count}
          </p>
        ) : (
          <>
            <div role="alert">
              {isRefused ? (
                <FilterProblem collection={collection} filter={pages.query.filter} isKept={isKept} />
              ) : (
                <p className="error">{problem.message}</p>
              )}
            </div>
            {isRefused ? null : (
              <button type="button" className="button small" onClick={onRetry}>
                {text.common.retry}
              </button>
            )}
          </>
        )}
      </div>
      {total === 0 && problem === null ? <Empty {...props} /> : null}
      {isRefused && !isKept ? (
        <div className="table-empty">
          <EmptyState icon="search" title={text.records.noneShown}>
            <button type="button" className="button" onClick={props.onClear}>
              {text.records.showAll}
            </button>
          </EmptyState>
        </div>
      ) : null}
    </>
  );
}

function Empty({ collection, isFiltered, onAdd, onImport, onClear }: RecordsStateProps): ReactElement {
  const isView = collection.type === "view";
  if (isFiltered) {
    return (
      <div className="table-empty">
        <EmptyState icon="search" title={text.records.noMatchTitle} hint={text.records.noMatchHint}>
          <button type="button" className="button" onClick={onClear}>
            {text.records.showAll}
          </button>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="table-empty">
      <EmptyState
        icon="base"
        title={text.records.empty}
        hint={isView ? text.records.emptyView : text.records.emptyHint}
      >
        {isView ? undefined : (
          <>
            <button type="button" className="button primary" onClick={onAdd}>
              <Icon name="plus" />
              {text.records.addFirst}
            </button>
            <button type="button" className="button" onClick={onImport}>
              <Icon name="addRows" />
              {text.records.import}
            </button>
          </>
        )}
      </EmptyState>
    </div>
  );
}
