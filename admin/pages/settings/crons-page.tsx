import { useState } from "react";
import type { ReactElement } from "react";
import { useWhenOpened } from "../../api/use-when-opened.ts";
import { client } from "../../api/client.ts";
import { useTask } from "../../api/use-task.ts";
import { Chip } from "../../components/chip.tsx";
import { LoadProblem } from "../../components/load-problem.tsx";
import { Icon } from "../../components/icon.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { formatTime, formatUntil, formatUtc } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { nextRuns } from "./cron-times.ts";

interface CronJob {
  readonly id: string;
  readonly expression: string;
}

export function CronsPage(): ReactElement {
  const words = text.crons;
  const [jobs, setJobs] = useState<readonly CronJob[] | null>(null);
  const task = useTask();
  const load = (): void => void task.run(async () => setJobs(await client.crons.getFullList()));
  useWhenOpened(load);
  return (
    <>
      <PageHeader title={words.title} crumbs={[{ label: text.shell.settings, hash: "#/settings" }]}>
        <IconButton icon="refresh" label={words.refresh} onClick={load} />
      </PageHeader>
      <div className="page-body narrow settings-page">
        <p className="page-hint">{words.hint}</p>
        {task.problem === null ? null : <LoadProblem message={task.problem.message} onRetry={load} />}
        {jobs === null && task.problem === null ? <Skeleton lines={5} /> : null}
        {jobs === null ? null : (
          <ul className="box entries">
            {jobs.map((job) => (
              <CronRow key={job.id} job={job} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

interface Outcome {
  readonly durationMs: number;
  readonly error: string | null;
}

function CronRow({ job }: { job: CronJob }): ReactElement {
  const words = text.crons;
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const task = useTask();
  const [next] = nextRuns(job.expression, 1);
  const run = (): void => {
    setOutcome(null);
    void task.run(async () => {
      const path = `/api/crons/${encodeURIComponent(job.id)}`;
      setOutcome(await client.send<Outcome>(path, { method: "POST", query: { wait: true } }));
    });
  };
  return (
    <li className="entry">
      <div className="entry-text">
        <span className="row">
          <strong className="mono">{job.id}</strong>
          <Chip>
            <code>{job.expression}</code>
          </Chip>
        </span>
        {Object.hasOwn(words.own, job.id) && <span>{words.own[job.id]}</span>}
        <span className="hint" title={next === undefined ? undefined : formatUtc(next)}>
          {next === undefined ? words.never : words.next(formatTime(next), formatUntil(next))}
        </span>
        <span role="status">
          {outcome === null ? null : outcome.error === null ? (
            <span className="outcome good">{words.done(outcome.durationMs)}</span>
          ) : (
            <span className="error">{words.failed(outcome.error)}</span>
          )}
          {task.problem === null ? null : <span className="error">{task.problem.message}</span>}
        </span>
      </div>
      <button type="button" className="button small" disabled={task.isRunning} onClick={run}>
        <Icon name="play" />
        {task.isRunning ? words.running : words.run}
        <span className="hidden-visually"> {job.id}</span>
      </button>
    </li>
  );
}
