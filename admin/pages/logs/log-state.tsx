import type { ReactElement } from "react";
import type { LogPages } from "../../api/log-pages.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

interface LogStateProps {
  readonly pages: LogPages;
  readonly isFiltered: boolean;
  readonly onRetry: () => void;
  readonly onClear: () => void;
}

/** How many there are, or why none are shown. */
export function LogState({ pages, isFiltered, onRetry, onClear }: LogStateProps): ReactElement {
  const { total, problem } = useStore(pages.rows);
  if (problem !== null) {
    return (
      <div className="table-state row">
        <p className="error" role="alert">
          {problem.status === 400 && isFiltered ? text.logs.badFilter : problem.message}
        </p>
        <button type="button" className="button small" onClick={onRetry}>
          {text.common.retry}
        </button>
      </div>
    );
  }
  return (
    <>
      <div className="table-state row">
        <p className="muted small tabular" role="status">
          {total === null ? text.common.loading : text.logs.count(total)}
        </p>
      </div>
      {total === 0 ? (
        <EmptyState icon="list" title={isFiltered ? text.logs.noMatch : text.logs.none} hint={text.logs.noneHint}>
          {isFiltered ? (
            <button type="button" className="button" onClick={onClear}>
              {text.logs.clearAll}
            </button>
          ) : null}
        </EmptyState>
      ) : null}
    </>
  );
}
