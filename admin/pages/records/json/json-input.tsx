import { Suspense, lazy, useMemo, useState } from "react";
import type { ReactElement } from "react";
import { CodeEditor } from "../../../components/code/code-editor.tsx";
import { loadJson } from "../../../components/code/languages.ts";
import { Skeleton } from "../../../components/skeleton.tsx";
import { text } from "../../../texts/text.ts";
import type { FieldInputProps } from "../field-input.tsx";
import { TypedJson } from "../record-draft.ts";

const JsonTree = lazy(() =>
  import("./json-tree.tsx").then(
    (module) => ({ default: module.JsonTree }),
    // Without the connection the text can still be edited.
    () => ({ default: TextInstead }),
  ),
);

type View = "text" | "tree";

export interface JsonViewProps {
  readonly label: string;
  readonly isInvalid: boolean;
  /** The text of the value. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A JSON value as its text, or as a tree over that text. */
export function JsonInput({ described, field, value, onChange }: FieldInputProps): ReactElement {
  const [view, setView] = useState<View>("text");
  const words = text.json;
  const typed = useMemo(() => {
    if (value instanceof TypedJson) return value.typed;
    return value === undefined ? "" : JSON.stringify(value, null, 2);
  }, [value]);
  const views: readonly (readonly [View, string])[] = [
    ["text", words.text],
    ["tree", words.tree],
  ];
  const shown = {
    label: field.name,
    isInvalid: described["aria-invalid"],
    value: typed,
    onChange: (next: string) => onChange(new TypedJson(next)),
  };
  return (
    <div className="rich">
      <div className="rich-views" role="group" aria-label={words.views}>
        {views.map(([key, label]) => (
          <button key={key} type="button" aria-pressed={view === key} onClick={() => setView(key)}>
            {label}
          </button>
        ))}
      </div>
      {view === "text" ? (
        <TextInstead {...shown} />
      ) : (
        <Suspense fallback={<Skeleton lines={3} />}>
          <JsonTree {...shown} />
        </Suspense>
      )}
    </div>
  );
}

function TextInstead(props: JsonViewProps): ReactElement {
  return <CodeEditor {...props} language={loadJson} minHeight="96px" maxHeight="420px" />;
}
