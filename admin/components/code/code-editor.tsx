import { Suspense, lazy } from "react";
import type { ReactElement } from "react";
import type { CompletionSource } from "@codemirror/autocomplete";
import type { LintSource } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";

export interface CodeEditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Its name for screen readers: a label element can't reach into the editor. */
  readonly label: string;
  /** What to know or what is wrong, for screen readers; it is to be seen beside the editor too. */
  readonly description?: string | undefined;
  readonly isInvalid?: boolean;
  readonly isReadOnly?: boolean;
  /** As an input: no line breaks, and Enter calls `onSubmit`. */
  readonly isOneLine?: boolean;
  /** On Enter in one line, on Ctrl/Cmd+Enter in several. */
  readonly onSubmit?: () => void;
  /** Loaded with the editor, once: see languages.ts. */
  readonly language?: () => Promise<Extension>;
  /** In place of the language's own completion. */
  readonly complete?: CompletionSource;
  readonly lint?: LintSource;
  readonly placeholder?: string;
  /** Until the page has what matters more than an editor, its script is not loaded. */
  readonly isWaiting?: boolean;
  readonly hasAutoFocus?: boolean;
  readonly hasLineNumbers?: boolean;
  /** CSS lengths; the editor grows with its text between them. */
  readonly minHeight?: string;
  readonly maxHeight?: string;
}

const CodeMirror = lazy(() =>
  import("./code-mirror.tsx").then(
    (module) => ({ default: module.CodeMirror }),
    () => ({ default: PlainEditor }),
  ),
);

/**
 * An editor for rules, queries, JSON and templates. It is loaded when the first one is shown; until then its text is. One that
 * was asked for is typed into at once: the browser's own input stands in for it, so that no key is lost.
 */
export function CodeEditor(props: CodeEditorProps): ReactElement {
  const { minHeight, maxHeight, value, placeholder = "", isReadOnly, isInvalid, isWaiting = false } = props;
  const waiting =
    props.hasAutoFocus === true ? (
      <PlainEditor {...props} />
    ) : (
      <div className="code-editor" style={{ minHeight, maxHeight }} aria-busy="true">
        <pre className="code-waiting">{value === "" ? placeholder : value}</pre>
      </div>
    );
  if (isWaiting) return waiting;
  return (
    <Suspense fallback={waiting}>
      <CodeMirror {...props} key={`${isReadOnly === true}`} isInvalid={isInvalid === true} />
    </Suspense>
  );
}

/** Where the editor is not loaded, as without a connection, the browser's own input does its work. */
function PlainEditor(props: CodeEditorProps): ReactElement {
  const { value, onChange, label, description, isInvalid, isReadOnly, isOneLine, onSubmit, placeholder } = props;
  return (
    <textarea
      className="input code"
      autoFocus={props.hasAutoFocus}
      aria-label={label}
      aria-description={description}
      aria-invalid={isInvalid}
      readOnly={isReadOnly}
      placeholder={placeholder}
      rows={isOneLine === true ? 1 : 5}
      value={value}
      onChange={(event) => onChange(isOneLine === true ? event.target.value.replaceAll("\n", " ") : event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || (isOneLine !== true && !event.ctrlKey && !event.metaKey)) return;
        event.preventDefault();
        onSubmit?.();
      }}
    />
  );
}
