import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { replaceQuery } from "../../state/route.ts";
import { FilterBar } from "./filter-bar.tsx";
import { SavedViews } from "./saved-views.tsx";
import type { Columns } from "./use-columns.ts";

interface FilterRowProps {
  readonly collection: CollectionModel;
  readonly filter: string;
  /** The first rows are not there yet. */
  readonly isWaiting: boolean;
  /** The server has refused the filter. */
  readonly isInvalid: boolean;
  readonly sort: string;
  readonly columns: Columns;
  readonly onFilter: (filter: string) => void;
}

/** The filter, and the views that are saved of it. */
export function FilterRow(props: FilterRowProps): ReactElement {
  const { collection, filter, isWaiting, isInvalid, sort, columns, onFilter } = props;
  return (
    <div className="filter-row">
      <FilterBar {...{ collection, filter, isWaiting, isInvalid, onFilter }} />
      <SavedViews
        collection={collection}
        shown={{ filter, sort, hidden: columns.hidden }}
        onChoose={(view) => {
          columns.hide(view.hidden);
          const parts = Object.entries({ filter: view.filter, sort: view.sort }).filter(([, value]) => value !== "");
          replaceQuery(new URLSearchParams(parts));
        }}
      />
    </div>
  );
}
