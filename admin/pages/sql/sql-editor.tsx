import { useMemo } from "react";
import type { ReactElement } from "react";
import { collections } from "../../api/collections.ts";
import { SQL_LIMITS } from "../../api/sql.ts";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { editorText } from "./editor-text.ts";

/** From this part of the limit on it is told how long the query is. */
const NEAR_LIMIT = 0.8;

/** With completion of the tables and columns. */
export function SqlEditor({ query, onRun }: { query: string; onRun: () => void }): ReactElement {
  const words = text.sql;
  const { list } = useStore(collections);
  const schema = useMemo(
    () => Object.fromEntries((list ?? []).map(({ name, fields }) => [name, fields.map((field) => field.name)])),
    [list],
  );
  const bytes = new TextEncoder().encode(query).length;
  return (
    <div className="sql-editor">
      <CodeEditor
        // Another language is loaded with another editor.
        key={JSON.stringify(schema)}
        label={words.editor}
        placeholder={words.placeholder}
        language={async () => import("../../components/code/languages.ts").then(({ loadSql }) => loadSql(schema))}
        hasLineNumbers
        minHeight="132px"
        maxHeight="38vh"
        value={query}
        onChange={editorText.set}
        onSubmit={onRun}
      />
      {bytes > SQL_LIMITS.bytes * NEAR_LIMIT ? (
        <p className={bytes > SQL_LIMITS.bytes ? "error" : "hint"} role="status">
          {words.length(bytes, SQL_LIMITS.bytes)}
        </p>
      ) : null}
    </div>
  );
}
