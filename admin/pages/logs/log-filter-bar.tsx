import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { text } from "../../texts/text.ts";
import { completeLogFilter } from "./log-filter-completion.ts";

const loadLanguage = async () =>
  import("../../components/code/filter-language.ts").then(({ filterLanguage }) => filterLanguage());

interface LogFilterBarProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Plain words search everything; anything with an operator is a filter of the server. */
export function LogFilterBar({ filter, onFilter }: LogFilterBarProps): ReactElement {
  const [typed, setTyped] = useState(filter);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => setTyped(filter), [filter]);
  const apply = (): void => onFilter(typed.trim());
  return (
    <form
      ref={form}
      className="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <CodeEditor
        label={text.logs.filter}
        placeholder={text.logs.filterHint}
        isOneLine
        language={loadLanguage}
        complete={completeLogFilter}
        value={typed}
        onChange={setTyped}
        onSubmit={apply}
      />
      {typed === "" && filter === "" ? null : (
        <IconButton
          icon="close"
          label={text.logs.clearFilter}
          onClick={() => {
            // The button goes with the filter: the focus must not go with it.
            form.current?.querySelector<HTMLElement>(".code-editor")?.focus();
            setTyped("");
            onFilter("");
          }}
        />
      )}
      <button className="button wide-only">{text.logs.applyFilter}</button>
    </form>
  );
}
