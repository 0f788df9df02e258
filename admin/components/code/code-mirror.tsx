import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ReactElement, RefObject } from "react";
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionStatus,
  moveCompletionSelection,
} from "@codemirror/autocomplete";
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { lintKeymap, linter } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { TypedEcho } from "../../state/typed-echo.ts";
import { TypedLater } from "../../state/typed-later.ts";
import type { CodeEditorProps } from "./code-editor.tsx";
import { editorTheme } from "./editor-theme.ts";
import { typedOver } from "./typed-over.ts";

const LINT_DELAY_MS = 350;
/** A longer text has no colours: at its end each key would wait for it to be read anew. */
const COLOURED_LENGTH = 400_000;
/** Marks what was not typed: the value came from outside. */
const fromOutside = Annotation.define<boolean>();

/**
 * The editor lives in a shadow root: there CodeMirror puts its styles into constructed style sheets, so that the page's policy
 * needs no exception for inline styles.
 */
export function CodeMirror(props: CodeEditorProps): ReactElement {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [echo] = useState(() => new TypedEcho());
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
    const language = new Compartment();
    const later = new TypedLater(() => {
      const text = created.state.doc.toString();
      echo.tell(text);
      latest.current.onChange(text);
    });
    const created = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: latest.current.value,
        // Behind what was typed while the editor was loaded.
        selection: { anchor: latest.current.hasAutoFocus === true ? latest.current.value.length : 0 },
        extensions: [
          ...extensions(latest),
          listener(later),
          attributes.of(contentAttributes(latest.current)),
          language.of([]),
        ],
      }),
    });
    view.current = created;
    // For scripts. A tabindex would do too, but a negative one takes all that is in a shadow root away from the Tab key.
    element.focus = (options) => created.contentDOM.focus(options);
    if (created.state.doc.length <= COLOURED_LENGTH) {
      latest.current.language?.().then(
        (loaded) => created.dispatch({ effects: language.reconfigure(loaded) }),
        // Without the connection the text has no colours.
        () => undefined,
      );
    }
    if (latest.current.hasAutoFocus === true) created.focus();
    const unwatch = later.watch(element);
    return () => {
      unwatch();
      created.destroy();
      view.current = null;
    };
  }, [echo]);
  const { value, label, description, isInvalid, minHeight, maxHeight, isReadOnly } = props;
  useEffect(() => {
    const current = view.current;
    if (echo.isEcho(value) || current === null || current.state.doc.toString() === value) return;
    const changes = { from: 0, to: current.state.doc.length, insert: value };
    current.dispatch({ changes, annotations: fromOutside.of(true) });
  }, [echo, value]);
  useEffect(() => {
    view.current?.dispatch({ effects: attributes.reconfigure(contentAttributes(latest.current)) });
  }, [label, description, isInvalid]);
  return (
    <div
      ref={host}
      className="code-editor"
      data-invalid={isInvalid}
      data-readonly={isReadOnly}
      style={{ "--code-min": minHeight, "--code-max": maxHeight } as React.CSSProperties}
    />
  );
}

const attributes = new Compartment();

function contentAttributes({ label, description, isInvalid, isOneLine = false }: CodeEditorProps): Extension {
  return EditorView.contentAttributes.of({
    "aria-label": label,
    "aria-multiline": String(!isOneLine),
    ...(description === undefined ? {} : { "aria-description": description }),
    ...(isInvalid === true ? { "aria-invalid": "true" } : {}),
  });
}

function extensions(latest: RefObject<CodeEditorProps>): Extension[] {
  const { isOneLine = false, isReadOnly = false, hasLineNumbers = false, complete, lint } = latest.current;
  const find = async (context: CompletionContext): Promise<CompletionResult | null> =>
    (await latest.current.complete?.(context)) ?? null;
  return [
    // Before the others: Enter chooses from an open list of completions first, which has the highest precedence.
    keymap.of(ownKeys(latest)),
    typedOver,
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    highlightSelectionMatches({ minSelectionLength: 3 }),
    autocompletion({
      ...(complete === undefined ? {} : { override: [find] }),
      // All are in sight: what scrolls would have to take the focus. The list moves along with the choice.
      maxRenderedOptions: 10,
      icons: false,
      // In one line Enter submits what is typed; Tab and the arrow keys choose from the list.
      selectOnOpen: !isOneLine,
      // Tab just after the list appears chooses from it, rather than leave the editor.
      interactionDelay: 0,
    }),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap, ...searchKeys(isOneLine)]),
    placeholder(latest.current.placeholder ?? ""),
    editorTheme(isOneLine),
    isOneLine ? oneLine : [EditorView.lineWrapping, indentOnInput()],
    hasLineNumbers ? lineNumbers() : [],
    isReadOnly ? [EditorState.readOnly.of(true)] : [],
    lint === undefined ? [] : linter((view) => latest.current.lint?.(view) ?? [], { delay: LINT_DELAY_MS }),
  ];
}

/** Tells what is typed. */
function listener(later: TypedLater): Extension {
  return EditorView.updateListener.of(({ docChanged, state, transactions }) => {
    if (docChanged && !transactions.some((one) => one.annotation(fromOutside) === true)) later.typed(state.doc.length);
  });
}

function searchKeys(isOneLine: boolean): typeof searchKeymap {
  return isOneLine ? [] : searchKeymap;
}

function ownKeys(latest: RefObject<CodeEditorProps>): Parameters<typeof keymap.of>[0] {
  const submit = (): boolean => {
    latest.current.onSubmit?.();
    return true;
  };
  return [
    // Elsewhere Tab leaves the editor, as in every other input.
    { key: "Tab", run: chooseCompletion },
    { key: "Mod-Enter", run: () => latest.current.onSubmit !== undefined && submit() },
    { key: "Enter", run: () => latest.current.isOneLine === true && submit() },
  ];
}

function chooseCompletion(view: EditorView): boolean {
  if (acceptCompletion(view)) return true;
  if (completionStatus(view.state) !== "active") return false;
  moveCompletionSelection(true)(view);
  return acceptCompletion(view);
}

/** Line breaks that are pasted become spaces. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (transaction.newDoc.lines <= 1) return transaction;
  const text = transaction.newDoc
    .toString()
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
  return [
    { changes: { from: 0, to: transaction.startState.doc.length, insert: text }, selection: { anchor: text.length } },
  ];
});
