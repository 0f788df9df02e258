import { useEffect, useMemo, useRef, useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { text } from "../../texts/text.ts";
import { completeFilter } from "./filter-completion.ts";

interface FilterBarProps {
  readonly collection: CollectionModel;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

const loadLanguage = async () =>
  import("../../components/code/filter-language.ts").then(({ filterLanguage }) => filterLanguage());

/** Plain words search all texts; anything with an operator is a filter of the server. */
export function FilterBar({ collection, filter, onFilter }: FilterBarProps): ReactElement {
  const [typed, setTyped] = useState(filter);
  const complete = useMemo(() => completeFilter(collection), [collection]);
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
        label={text.records.filter}
        placeholder={text.records.filterHint}
        isOneLine
        language={loadLanguage}
        complete={complete}
        value={typed}
        onChange={setTyped}
        onSubmit={apply}
      />
      {typed === "" && filter === "" ? null : (
        <IconButton
          icon="close"
          label={text.records.clearFilter}
          onClick={() => {
            // The button goes with the filter: the focus must not go with it.
            form.current?.querySelector<HTMLElement>(".code-editor")?.focus();
            setTyped("");
            onFilter("");
          }}
        />
      )}
      <button className="button wide-only">{text.records.applyFilter}</button>
    </form>
  );
}
