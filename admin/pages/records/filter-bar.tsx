import { useEffect, useId, useRef, useState } from "react";
import type { ReactElement } from "react";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";

interface FilterBarProps {
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
}

/** Plain words search all texts; anything with an operator is a filter of the server. */
export function FilterBar({ filter, onFilter }: FilterBarProps): ReactElement {
  const [typed, setTyped] = useState(filter);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(filter), [filter]);
  return (
    <form
      className="filter"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onFilter(typed.trim());
      }}
    >
      <label className="hidden-visually" htmlFor={id}>
        {text.records.filter}
      </label>
      <input
        id={id}
        ref={input}
        className="input"
        value={typed}
        placeholder={text.records.filterHint}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      {filter === "" ? null : (
        <button
          type="button"
          className="button icon-only"
          aria-label={text.records.clearFilter}
          title={text.records.clearFilter}
          onClick={() => {
            // The button goes with the filter: the focus must not go with it.
            input.current?.focus();
            onFilter("");
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <button className="button">{text.records.applyFilter}</button>
    </form>
  );
}
