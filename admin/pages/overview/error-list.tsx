import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import type { ErrorGroup } from "../../api/overview.ts";
import { Chip } from "../../components/chip.tsx";
import { formatStored } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";

const SHOWN = 8;

/** The latest errors of the log, each with a link to its entries. */
export function ErrorList({ errors }: { errors: readonly ErrorGroup[] }): ReactElement {
  const words = text.overview;
  if (errors.length === 0) return <p className="hint">{words.noErrors}</p>;
  return (
    <ul className="box entries">
      {errors.slice(0, SHOWN).map(({ message, count, latest }) => (
        <li key={message} className="entry">
          <span className="entry-text">
            <a className="mono break" href={logsOf(message)}>
              {message}
            </a>
            <span className="hint">{words.lastTime(formatStored(latest))}</span>
          </span>
          {count > 1 ? <Chip>{words.times(count)}</Chip> : null}
        </li>
      ))}
    </ul>
  );
}

function logsOf(message: string): string {
  const filter = client.filter("message = {:message}", { message });
  return `#/logs?${new URLSearchParams({ filter, levels: "error", superusers: "1" }).toString()}`;
}
