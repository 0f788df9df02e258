import type { ReactElement } from "react";
import { FilterInput } from "../../components/code/filter-input.tsx";
import { text } from "../../texts/text.ts";
import { completeLogFilter } from "./log-filter-completion.ts";

interface LogFilterBarProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Plain words search everything; anything with an operator is a filter of the server. */
export function LogFilterBar(props: LogFilterBarProps): ReactElement {
  return (
    <FilterInput
      {...props}
      label={text.logs.filter}
      placeholder={text.logs.filterHint}
      applyLabel={text.logs.applyFilter}
      clearLabel={text.logs.clearFilter}
      complete={completeLogFilter}
    />
  );
}
