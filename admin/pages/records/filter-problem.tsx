import { useEffect, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { text } from "../../texts/text.ts";
import { findFilterFault } from "./filter-fault.ts";
import type { FilterFault } from "./filter-fault.ts";

interface FilterProblemProps {
  readonly collection: CollectionModel;
  /** As the server was asked. */
  readonly filter: string;
  /** The table still shows the records from before. */
  readonly isKept: boolean;
}

/** Why the server refuses a filter, with the place marked. */
export function FilterProblem({ collection, filter, isKept }: FilterProblemProps): ReactElement {
  const [fault, setFault] = useState<FilterFault | null>(null);
  useEffect(() => {
    let isOver = false;
    setFault(null);
    findFilterFault(collection, filter).then(
      (found) => {
        if (!isOver) setFault(found);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [collection, filter]);
  const place = fault?.place ?? null;
  return (
    <div className="filter-problem">
      <p className="error">
        {text.records.badFilter} {fault?.reason}
      </p>
      {place === null ? null : (
        <code className="break">
          {filter.slice(0, place.from)}
          <mark>{filter.slice(place.from, place.to)}</mark>
          {filter.slice(place.to)}
        </code>
      )}
      {isKept ? <p className="hint">{text.records.badFilterKept}</p> : null}
    </div>
  );
}
