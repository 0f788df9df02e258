import type { ReactElement } from "react";
import { text } from "../texts/text.ts";

const WIDTHS = ["62%", "88%", "74%", "40%", "81%"];

/** The outline of a text that is still loading. */
export function Skeleton({ lines = 3 }: { lines?: number }): ReactElement {
  return (
    <div className="stack" role="status" aria-label={text.common.loading}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className="skeleton" style={{ width: WIDTHS[index % WIDTHS.length] }} />
      ))}
    </div>
  );
}
