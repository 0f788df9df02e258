import { useState } from "react";
import type { ReactElement } from "react";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadSql } from "../../components/code/languages.ts";
import { Chip } from "../../components/chip.tsx";
import { Icon } from "../../components/icon.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Switch } from "../../components/inputs.tsx";
import { TextField } from "../../components/field.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import { indexesOf, type Draft } from "./draft.ts";
import { formatIndex, parseIndex, type IndexParts } from "./index-text.ts";

interface IndexesPartProps {
  readonly draft: Draft;
  readonly errors: Readonly<Record<string, string>>;
  readonly onDraft: (draft: Draft) => void;
}

/** The indexes, each behind a button that opens it. */
export function IndexesPart({ draft, errors, onDraft }: IndexesPartProps): ReactElement {
  const [open, setOpen] = useState<number | null>(null);
  const indexes = indexesOf(draft.values);
  const set = (next: readonly string[]): void => onDraft({ ...draft, values: { ...draft.values, indexes: next } });
  const editor = editorText;
  return (
    <section className="stack tight" aria-label={editor.indexes.title}>
      <h2 className="part-title">{editor.indexes.title}</h2>
      <div className="row">
        {indexes.map((index, place) => {
          const parts = parseIndex(index);
          const error = errors[`indexes.${place}`];
          const label = parts?.columns.map(({ name }) => name).join(", ") ?? editor.indexes.special;
          return (
            <button
              key={`${place}-${index}`}
              type="button"
              className={error === undefined ? "button small" : "button small danger"}
              onClick={() => setOpen(place)}
            >
              {parts?.isUnique === true ? <Chip tone="accent">{editor.indexes.unique}</Chip> : null}
              {label}
            </button>
          );
        })}
        <button type="button" className="button small" onClick={() => setOpen(indexes.length)}>
          <Icon name="plus" />
          {editor.indexes.add}
        </button>
      </div>
      {Object.entries(errors)
        .filter(([path]) => path === "indexes" || path.startsWith("indexes."))
        .map(([path, message]) => (
          <p key={path} className="error">
            {message}
          </p>
        ))}
      {open === null ? null : (
        <IndexPanel
          draft={draft}
          index={indexes[open] ?? ""}
          onClose={() => setOpen(null)}
          onRemove={() => set(indexes.toSpliced(open, 1))}
          onDone={(index) => set(indexes.toSpliced(open, 1, index))}
        />
      )}
    </section>
  );
}

interface IndexPanelProps {
  readonly draft: Draft;
  readonly index: string;
  readonly onClose: () => void;
  readonly onRemove: () => void;
  readonly onDone: (index: string) => void;
}

/** An index by its columns, or as the statement that it is. */
function IndexPanel({ draft, index, onClose, onRemove, onDone }: IndexPanelProps): ReactElement {
  const table = String(draft.values["name"]);
  const fresh: IndexParts = { isUnique: false, name: `idx_${randomName()}`, table, columns: [], where: "" };
  const [first] = useState(() => (index === "" ? formatIndex(fresh) : index));
  const [statement, setStatement] = useState(first);
  const parts = parseIndex(statement);
  const { common } = text;
  const editor = editorText;
  const change = (changed: Partial<IndexParts>): void => {
    setStatement(formatIndex({ ...(parts ?? fresh), ...changed }));
  };
  const done = (action: () => void): void => {
    action();
    onClose();
  };
  const foot = (
    <>
      {index === "" ? null : (
        <button type="button" className="button danger" onClick={() => done(onRemove)}>
          {editor.indexes.remove}
        </button>
      )}
      <button type="button" className="button push" onClick={onClose}>
        {common.cancel}
      </button>
      <button className="button primary" disabled={parts !== null && parts.columns.length === 0}>
        {editor.indexes.done}
      </button>
    </>
  );
  return (
    <SidePanel
      title={editor.indexes.panel}
      isChanged={statement !== first}
      onClose={onClose}
      foot={foot}
      onSubmit={() => done(() => onDone(statement))}
    >
      {parts === null ? (
        <p className="notice warn">{editor.indexes.unreadable}</p>
      ) : (
        <>
          <Switch
            label={editor.indexes.unique}
            hint={editor.indexes.uniqueHint}
            value={parts.isUnique}
            onChange={(isUnique) => change({ isUnique })}
          />
          <ColumnChoice draft={draft} parts={parts} onChange={(columns) => change({ columns })} />
          <TextField
            label={editor.indexes.where}
            hint={editor.indexes.whereHint}
            value={parts.where}
            onChange={(where) => change({ where })}
          />
        </>
      )}
      <CodeEditor
        label={editor.indexes.statement}
        language={loadSql}
        minHeight="72px"
        value={statement}
        onChange={setStatement}
      />
    </SidePanel>
  );
}

function ColumnChoice(props: {
  draft: Draft;
  parts: IndexParts;
  onChange: (columns: IndexParts["columns"]) => void;
}): ReactElement {
  const { draft, parts, onChange } = props;
  const names = draft.fields.filter(({ isRemoved }) => !isRemoved).map(({ data }) => data.name);
  return (
    <fieldset className="stack tight">
      <legend className="label">{editorText.indexes.columns}</legend>
      <div className="row">
        {names.map((name) => {
          const place = parts.columns.findIndex((column) => column.name === name);
          return (
            <button
              key={name}
              type="button"
              className={place < 0 ? "button small" : "button small primary"}
              aria-pressed={place >= 0}
              onClick={() =>
                onChange(place < 0 ? [...parts.columns, { name, rest: "" }] : parts.columns.toSpliced(place, 1))
              }
            >
              {place < 0 ? name : `${place + 1}. ${name}`}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}

function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => (byte % 36).toString(36)).join("");
}
