import { useMemo } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { FilterInput } from "../../components/code/filter-input.tsx";
import { text } from "../../texts/text.ts";
import { completeFilter } from "./filter-completion.ts";

interface FilterBarProps {
  readonly collection: CollectionModel;
  readonly filter: string;
  readonly isWaiting: boolean;
  readonly isInvalid: boolean;
  readonly onFilter: (filter: string) => void;
}

/** Plain words search all texts; anything with an operator is a filter of the server. */
export function FilterBar({ collection, ...props }: FilterBarProps): ReactElement {
  const complete = useMemo(() => completeFilter(collection), [collection]);
  return (
    <FilterInput
      {...props}
      label={text.records.filter}
      placeholder={text.records.filterHint}
      applyLabel={text.records.applyFilter}
      clearLabel={text.records.clearFilter}
      complete={complete}
    />
  );
}
