import type { ReactElement } from "react";
import { text } from "../../texts/text.ts";

const SHOWN_AT_MOST = 50;

/** Which records something did not work with, and why. */
export function Failures({ failed }: { failed: ReadonlyMap<string, string> }): ReactElement | null {
  if (failed.size === 0) return null;
  return (
    <div className="notice bad" role="alert">
      <strong>{text.bulk.failed(failed.size)}</strong>
      <ul className="failures">
        {[...failed].slice(0, SHOWN_AT_MOST).map(([id, why]) => (
          <li key={id}>
            <code>{id}</code> {why}
          </li>
        ))}
      </ul>
    </div>
  );
}
