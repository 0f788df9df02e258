import type { ReactElement } from "react";
import type { Job } from "../../api/overview.ts";
import { text } from "../../texts/text.ts";
import { formatDuration } from "./format.ts";

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
                  : words.ran(new Date(last.started).toLocaleString(), formatDuration(last.durationMs))}
              </span>
            ) : (
              <span className="error break">
                {words.jobFailed(new Date(last.started).toLocaleString(), last.error)}
              </span>
            )}
          </span>
          <code className="hint">{expression}</code>
        </li>
      ))}
    </ul>
  );
}
