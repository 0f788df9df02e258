import { useMemo } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { NO_FILTER } from "../../api/audit-log.ts";
import type { AuditEntry } from "../../api/audit-log.ts";
import { Alert } from "../../components/alert.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";
import { EntryView } from "./entry-view.tsx";
import { RestoreButton } from "./restore-button.tsx";
import { useActorNames } from "./use-actor-names.ts";
import { useEntries } from "./use-entries.ts";
import { valuesAfter } from "./versions.ts";

interface HistoryPanelProps {
  readonly collection: CollectionModel;
  readonly record: string;
  readonly onRestored: () => void;
  readonly onClose: () => void;
}

/** All changes of a record, the latest first, each with the way back to it. */
export function HistoryPanel({ collection, record, onRestored, onClose }: HistoryPanelProps): ReactElement {
  const words = text.history;
  const filter = useMemo(() => ({ ...NO_FILTER, collection: collection.name, record }), [collection.name, record]);
  const { list, hasMore, problem, more, reload } = useEntries(filter);
  const names = useActorNames(list ?? []);
  const restored = (): void => {
    reload();
    onRestored();
  };
  return (
    <SidePanel title={words.title} isWide onClose={onClose}>
      {list === null && problem === null ? <Skeleton lines={4} /> : null}
      {list === null && problem !== null ? <LoadProblem message={problem.message} onRetry={reload} /> : null}
      {list === null ? null : <Alert message={problem?.message} />}
      {list?.length === 0 ? <EmptyState icon="history" title={words.none} hint={words.noneHint} /> : null}
      <ul className="history">
        {(list ?? []).map((entry, index, entries) => {
          const values = valuesAfter(collection, entries, index);
          const canRestore = index > 0 && collection.type !== "view" && Object.keys(values).length > 0;
          return (
            <EntryView key={entry.id} entry={entry} names={names}>
              {index === 0 ? <span className="hint">{words.current}</span> : null}
              {canRestore ? (
                <RestoreButton
                  collection={collection}
                  record={record}
                  values={values}
                  isDeleted={false}
                  onRestored={restored}
                />
              ) : null}
            </EntryView>
          );
        })}
        {list === null || hasMore ? null : <Start {...{ collection, record, list }} onRestored={restored} />}
      </ul>
      {hasMore ? (
        <button type="button" className="button" onClick={more}>
          {words.more}
        </button>
      ) : null}
    </SidePanel>
  );
}

interface StartProps {
  readonly collection: CollectionModel;
  readonly record: string;
  readonly list: readonly AuditEntry[];
  readonly onRestored: () => void;
}

/** The way back to what was there before the log began. */
function Start({ collection, record, list, onRestored }: StartProps): ReactElement | null {
  const values = valuesAfter(collection, list, list.length);
  const isOlder = list.length > 0 && list.at(-1)?.action === "update";
  if (!isOlder || collection.type === "view" || Object.keys(values).length === 0) return null;
  return (
    <li className="box history-entry">
      <div className="row">
        <span className="small">{text.history.start}</span>
        <span className="push">
          <RestoreButton {...{ collection, record, values, onRestored }} isDeleted={false} />
        </span>
      </div>
    </li>
  );
}
