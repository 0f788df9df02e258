import type { ReactElement } from "react";
import type { Job } from "../../api/overview.ts";
import { formatDuration, formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

/** The jobs, with how they went the last time. */
export function JobList({ jobs }: { jobs: readonly Job[] }): ReactElement {
  const words = text.overview;
  return (
    <ul className="box entries">
      {jobs.map(({ id, expression, last }) => (
        <li key={id} className="entry">
          <span className="entry-text">
            <a className="mono break" href="#/settings/crons">
              {id}
            </a>
            {last?.error == null ? (
              <span className="hint">
                {last === null
                  ? words.notRun
                  : words.ran(formatTime(new Date(last.started)), formatDuration(last.durationMs))}
              </span>
            ) : (
              <span className="error break">{words.jobFailed(formatTime(new Date(last.started)), last.error)}</span>
            )}
          </span>
          <code className="hint">{expression}</code>
        </li>
      ))}
    </ul>
  );
}
