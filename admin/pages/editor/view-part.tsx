import { useCallback, useEffect, useMemo, useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { collections } from "../../api/collections.ts";
import { Chip } from "../../components/chip.tsx";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadSql } from "../../components/code/languages.ts";
import { useStore } from "../../state/store.ts";
import { editorText } from "../../texts/editor/editor-text.ts";
import { textOf, type PartProps } from "./part.ts";

interface Preview {
  readonly fields: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const DELAY_MS = 500;
const MAX_SHOWN = 10;

/** The query of a view, with what it gives while it is written. */
export function ViewPart({ draft, errors, onValue }: PartProps): ReactElement {
  const query = textOf(draft.values["viewQuery"]);
  const { list } = useStore(collections);
  const { preview, problem } = usePreview(query);
  const schema = useMemo(
    () => Object.fromEntries((list ?? []).map(({ name, fields }) => [name, fields.map((field) => field.name)])),
    [list],
  );
  const load = useCallback(async () => loadSql(schema), [schema]);
  const { view } = editorText;
  const error = errors["viewQuery"] ?? problem;
  return (
    <section className="stack" aria-label={view.title}>
      <div className="stack tight">
        <CodeEditor
          label={view.title}
          description={error}
          isInvalid={error !== undefined}
          language={load}
          minHeight="160px"
          hasLineNumbers
          placeholder="SELECT id, name FROM …"
          value={query}
          onChange={(value) => onValue("viewQuery", value)}
        />
        {error === undefined ? null : (
          <p className="error" role="alert">
            {error}
          </p>
        )}
        <p className="hint">{view.hint}</p>
      </div>
      {preview === null ? null : <PreviewTable preview={preview} />}
    </section>
  );
}

function PreviewTable({ preview: { fields, rows } }: { preview: Preview }): ReactElement {
  const { view } = editorText;
  return (
    <div className="stack tight">
      <h2 className="part-title">{view.preview}</h2>
      {rows.length === 0 ? (
        <div className="row">
          <p className="hint">{view.noRows}</p>
          {fields.map((name) => (
            <Chip key={name}>{name}</Chip>
          ))}
        </div>
      ) : (
        <div className="preview-scroll" tabIndex={0} role="region" aria-label={view.preview}>
          <table className="preview-table">
            <thead>
              <tr>
                {fields.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MAX_SHOWN).map((row, index) => (
                <tr key={textOf(row["id"]) || index}>
                  {fields.map((name) => (
                    <td key={name}>{shown(row[name])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Asked for once nothing was typed for a moment; answers to older queries are dropped. */
function usePreview(query: string): { preview: Preview | null; problem: string | undefined } {
  const [state, setState] = useState<{ preview: Preview | null; problem: string | undefined }>({
    preview: null,
    problem: undefined,
  });
  useEffect(() => {
    if (query.trim() === "") {
      setState({ preview: null, problem: undefined });
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      client.collections.dryRunViewQuery(query).then(
        (answer) => {
          if (isCurrent) setState({ preview: previewOf(answer), problem: undefined });
        },
        (error: unknown) => {
          if (isCurrent) setState({ preview: null, problem: toProblem(error).message });
        },
      );
    }, DELAY_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [query]);
  return state;
}

/** The SDK's type says that it is the rows alone; the server sends the fields too. */
function previewOf(answer: unknown): Preview {
  const { fields = [], sample = [] } = answer as {
    readonly fields?: readonly { readonly name: string; readonly hidden: boolean }[];
    readonly sample?: Preview["rows"];
  };
  return { fields: fields.filter(({ hidden }) => !hidden).map(({ name }) => name), rows: sample };
}
