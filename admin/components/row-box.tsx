import type { ReactElement, ReactNode } from "react";
import type { Sight } from "./use-rows-in-sight.ts";

/** What the rows in sight lie in. */
export function RowBox({ sight, children }: { sight: Sight; children: ReactNode }): ReactElement {
  return (
    <div className="row-box" role="presentation" style={{ transform: `translateY(${sight.boxPx}px)` }}>
      {children}
    </div>
  );
}
