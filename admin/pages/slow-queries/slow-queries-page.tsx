import { useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { forgetSlowQueries, loadSlowQueries } from "../../api/slow-queries.ts";
import type { ProposedIndex, SlowQueries } from "../../api/slow-queries.ts";
import { useTask } from "../../api/use-task.ts";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { Alert } from "../../components/alert.tsx";
import { Confirm } from "../../components/dialog.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { showToast } from "../../state/toasts.ts";
import { formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { ProposalList } from "./proposal-list.tsx";
import { QueryList } from "./query-list.tsx";
import { UnusedList } from "./unused-list.tsx";

/** What queries took, the indexes that would help, and those that help none. */
export function SlowQueriesPage(): ReactElement {
  const words = text.slowQueries;
  const [shown, setShown] = useState<SlowQueries | null>(null);
  const [added, setAdded] = useState<readonly ProposedIndex[]>([]);
  const [isAsking, setAsking] = useState(false);
  const { problem, run } = useTask();
  const load = (): void => void run(async () => setShown(await loadSlowQueries()));
  useWhenOpened(load);
  return (
    <>
      <PageHeader title={words.title} over="page" crumbs={[{ label: text.overview.title, hash: "#/overview" }]}>
        {shown === null || shown.queries.length === 0 ? null : (
          <button type="button" className="button small quiet" onClick={() => setAsking(true)}>
            {words.forget}
          </button>
        )}
        <IconButton icon="refresh" label={words.refresh} onClick={load} />
      </PageHeader>
      <div className="page-body overview">
        <p className="page-hint">{words.hint}</p>
        {shown === null && problem !== null ? <LoadProblem message={problem.message} onRetry={load} /> : null}
        {shown === null && problem === null ? <Skeleton lines={8} /> : null}
        {shown === null ? null : (
          <>
            <Alert message={problem?.message} />
            <Content {...{ shown, added, setAdded }} onChanged={load} />
          </>
        )}
      </div>
      {isAsking ? <ForgetQuestion onDone={load} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

interface ContentProps {
  readonly shown: SlowQueries;
  /** Since the page was opened. */
  readonly added: readonly ProposedIndex[];
  readonly setAdded: (added: readonly ProposedIndex[]) => void;
  readonly onChanged: () => void;
}

function Content({ shown, added, setAdded, onChanged }: ContentProps): ReactElement {
  const words = text.slowQueries;
  const { isWatched, watchedSince, queries, proposals, unused } = shown;
  if (!isWatched) return <EmptyState icon="clock" title={words.notWatched} />;
  // What was added a moment ago was not used yet.
  const left = unused.filter(({ name }) => !added.some((one) => one.name === name));
  return (
    <>
      {queries.length === 0 ? (
        <EmptyState icon="clock" title={words.none} hint={words.noneHint} />
      ) : (
        <>
          <Part title={words.proposals} hint={words.proposalsHint}>
            <ProposalList {...{ proposals, queries, added, setAdded, onChanged }} />
          </Part>
          <Part title={words.slowest} hint={words.slowestHint}>
            <QueryList queries={queries} />
          </Part>
        </>
      )}
      <Part title={words.unused} hint={words.unusedHint}>
        <UnusedList {...{ unused: left, onChanged }} hint={hintOf(unused, watchedSince)} />
      </Part>
    </>
  );
}

/** Where none is left to list. */
function hintOf(unused: SlowQueries["unused"], watchedSince: string): string {
  const words = text.slowQueries;
  if (unused.length > 0) return words.onlyNew;
  return watchedSince === "" ? words.noIndexes : words.allUsed(formatStored(watchedSince));
}

function Part({ title, hint, children }: { title: string; hint: string; children: ReactNode }): ReactElement {
  return (
    <section className="overview-part" aria-label={title}>
      <h2>{title}</h2>
      <p className="hint">{hint}</p>
      {children}
    </section>
  );
}

function ForgetQuestion({ onDone, onClose }: { onDone: () => void; onClose: () => void }): ReactElement {
  const words = text.slowQueries;
  const { isRunning, problem, run } = useTask();
  const forget = (): void =>
    void run(async () => {
      await forgetSlowQueries();
      showToast(words.forgotten);
      onClose();
      onDone();
    });
  return (
    <Confirm
      title={words.forgetTitle}
      message={words.forgetMessage}
      action={words.forget}
      isBusy={isRunning}
      problem={problem?.message}
      onConfirm={forget}
      onClose={onClose}
    />
  );
}
