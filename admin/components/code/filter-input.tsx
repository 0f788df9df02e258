import { useEffect, useRef, useState } from "react";
import type { ReactElement } from "react";
import { IconButton } from "../icon-button.tsx";
import { CodeEditor } from "./code-editor.tsx";
import { loadFilter } from "./languages.ts";
import type { CodeEditorProps } from "./code-editor.tsx";

interface FilterInputProps extends Required<Pick<CodeEditorProps, "label" | "placeholder" | "complete">> {
  readonly filter: string;
  readonly isWaiting?: boolean;
  /** The server has refused the filter; another that is typed is not known to be wrong. */
  readonly isInvalid?: boolean;
  readonly applyLabel: string;
  readonly clearLabel: string;
  readonly onFilter: (filter: string) => void;
}

/** One line for a filter, which takes effect on Enter or by its button. */
export function FilterInput(props: FilterInputProps): ReactElement {
  const { filter, isInvalid = false, applyLabel, clearLabel, onFilter, ...editor } = props;
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
        {...editor}
        isInvalid={isInvalid && typed.trim() === filter}
        isOneLine
        language={loadFilter}
        value={typed}
        onChange={setTyped}
        onSubmit={apply}
      />
      {typed === "" && filter === "" ? null : (
        <IconButton
          icon="close"
          label={clearLabel}
          onClick={() => {
            // The button goes with the filter: the focus must not go with it.
            form.current?.querySelector<HTMLElement>(".code-editor")?.focus();
            setTyped("");
            onFilter("");
          }}
        />
      )}
      <button className="button wide-only">{applyLabel}</button>
    </form>
  );
}
