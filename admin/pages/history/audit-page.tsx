import { useMemo } from "react";
import type { ReactElement } from "react";
import { NO_FILTER, hasAuditLog } from "../../api/audit-log.ts";
import type { AuditEntry, AuditFilter } from "../../api/audit-log.ts";
import { collections, findCollection } from "../../api/collections.ts";
import { Alert } from "../../components/alert.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { collectionHash, replaceQuery, route } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { EntryView } from "./entry-view.tsx";
import { RestoreButton } from "./restore-button.tsx";
import { useActorNames } from "./use-actor-names.ts";
import type { ActorNames } from "./use-actor-names.ts";
import { useEntries } from "./use-entries.ts";
import { valuesBeforeDeletion } from "./versions.ts";

/** Who changed which record when, where the audit log is on. */
export function AuditPage(): ReactElement {
  const words = text.audit;
  const { list } = useStore(collections);
  return (
    <>
      {list !== null && hasAuditLog() ? (
        <Entries />
      ) : (
        <>
          <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]} />
          <div className="page-body narrow">
            {list === null ? (
              <Skeleton lines={4} />
            ) : (
              <EmptyState icon="history" title={words.off} hint={words.offHint}>
                <a className="button" href="./docs/plugins" target="_blank" rel="noreferrer">
                  {words.toDocs}
                </a>
              </EmptyState>
            )}
          </div>
        </>
      )}
    </>
  );
}

function Entries(): ReactElement {
  const words = text.audit;
  const query = useStore(route).query.toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(query)), [query]);
  const { list, hasMore, problem, more, reload } = useEntries(filter);
  const names = useActorNames(list ?? []);
  return (
    <>
      <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]}>
        <IconButton icon="refresh" label={words.refresh} onClick={reload} />
      </PageHeader>
      <div className="page-body narrow stack">
        <p className="page-hint">{words.hint}</p>
        <AuditFilters filter={filter} onChange={(changed) => replaceQuery(writeFilter(changed))} />
        {list === null && problem === null ? <Skeleton lines={5} /> : null}
        {list === null && problem !== null ? <LoadProblem message={problem.message} onRetry={reload} /> : null}
        {list === null ? null : <Alert message={problem?.message} />}
        {list?.length === 0 ? <EmptyState icon="search" title={words.noMatch} /> : null}
        <ul className="history">
          {(list ?? []).map((entry) => (
            <Entry key={entry.id} entry={entry} names={names} onRestored={reload} />
          ))}
        </ul>
        {hasMore ? (
          <button type="button" className="button" onClick={more}>
            {text.history.more}
          </button>
        ) : null}
      </div>
    </>
  );
}

interface EntryProps {
  readonly entry: AuditEntry;
  readonly names: ActorNames;
  readonly onRestored: () => void;
}

function Entry({ entry, names, onRestored }: EntryProps): ReactElement {
  const { action, collection: name, record } = entry;
  const collection = findCollection(name);
  const label = `${name} / ${record}`;
  const about =
    collection === undefined || action === "delete" ? (
      <code className="break">{label}</code>
    ) : (
      <a className="mono break small" href={`${collectionHash(collection)}?record=${encodeURIComponent(record)}`}>
        {label}
      </a>
    );
  return (
    <EntryView entry={entry} names={names} about={about}>
      {collection !== undefined && action === "delete" ? (
        <RestoreButton
          collection={collection}
          record={record}
          values={valuesBeforeDeletion(collection, entry)}
          isDeleted
          onRestored={onRestored}
        />
      ) : null}
    </EntryView>
  );
}

const KEYS = Object.keys(NO_FILTER) as readonly (keyof AuditFilter)[];

function readFilter(query: URLSearchParams): AuditFilter {
  return { ...NO_FILTER, ...Object.fromEntries(KEYS.map((key) => [key, query.get(key) ?? ""])) };
}

function writeFilter(filter: AuditFilter): URLSearchParams {
  return new URLSearchParams(KEYS.flatMap((key) => (filter[key] === "" ? [] : [[key, filter[key]]])));
}
