import { useEffect, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { loadErrors, loadOverview } from "../../api/overview.ts";
import type { ErrorGroup, Overview } from "../../api/overview.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { AdviceList } from "./advice-list.tsx";
import { CollectionCounts } from "./collection-counts.tsx";
import { ErrorList } from "./error-list.tsx";
import { Figures } from "./figures.tsx";
import { JobList } from "./job-list.tsx";
import { NodeTable } from "./node-table.tsx";
import { RequestChart } from "./request-chart.tsx";
import { RouteTable } from "./route-table.tsx";
import { SlowestQueries } from "./slowest-queries.tsx";

const REFRESH_MS = 15_000;
const DAY_MS = 86_400_000;

interface Shown {
  readonly overview: Overview;
  readonly errors: readonly ErrorGroup[];
}

/** How the server is, for whoever runs it. It loads again by itself while it is in sight. */
export function OverviewPage(): ReactElement {
  const words = text.overview;
  const [shown, setShown] = useState<Shown | null>(null);
  const { problem, run } = useTask();
  const load = (): void =>
    void run(async () => {
      const [overview, errors] = await Promise.all([loadOverview(), loadErrors()]);
      setShown({ overview, errors });
    });
  useEffect(() => {
    load();
    const timer = setInterval(() => {
      if (!document.hidden) load();
    }, REFRESH_MS);
    return () => clearInterval(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what it does later is the same
  }, []);
  return (
    <>
      <PageHeader title={words.title} over="page">
        <a className="button small" href="#/overview/queries">
          {text.slowQueries.title}
        </a>
        <IconButton icon="refresh" label={words.refresh} onClick={load} />
      </PageHeader>
      <div className="page-body overview">
        {shown === null && problem !== null ? <LoadProblem message={problem.message} onRetry={load} /> : null}
        {shown === null && problem === null ? <Skeleton lines={8} /> : null}
        {shown === null ? null : (
          <>
            <Alert message={problem?.message} />
            <Content {...shown} onChanged={load} />
          </>
        )}
      </div>
    </>
  );
}

function Content({ overview, errors, onChanged }: Shown & { readonly onChanged: () => void }): ReactElement {
  const words = text.overview;
  return (
    <>
      <Figures overview={overview} />
      {overview.nodes === null ? null : (
        <Part title={words.nodes.title} hint={words.nodes.hint}>
          <NodeTable nodes={overview.nodes} />
        </Part>
      )}
      <AdviceList advice={overview.advice} onChanged={onChanged} />
      <Part title={words.requests} hint={words.since(startedToday(overview))}>
        <RequestChart requests={overview.requests} />
      </Part>
      <Part title={words.routes} hint={words.routesHint}>
        <RouteTable routes={overview.requests.routes} />
      </Part>
      {overview.slowQueries === null ? null : (
        <Part title={text.slowQueries.slowest}>
          <SlowestQueries queries={overview.slowQueries} />
        </Part>
      )}
      <div className="overview-pair">
        <Part title={words.errors}>
          <ErrorList errors={errors} />
        </Part>
        <Part title={words.jobs}>
          <JobList jobs={overview.jobs} />
        </Part>
      </div>
      <Part title={words.collections}>
        <CollectionCounts collections={overview.collections} folders={overview.files?.folders ?? []} />
      </Part>
    </>
  );
}

/** When the server's counts begin; null where that is longer ago than what is shown. */
function startedToday({ requests: { since } }: Overview): string | null {
  const started = new Date(since);
  return Date.now() - started.getTime() > DAY_MS ? null : formatTime(started);
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }): ReactElement {
  return (
    <section className="overview-part" aria-label={title}>
      <h2>{title}</h2>
      {hint === undefined ? null : <p className="hint">{hint}</p>}
      {children}
    </section>
  );
}
