import { useState } from "react";
import type { ReactElement } from "react";
import { SQL_LIMITS } from "../../api/sql.ts";
import { Icon } from "../../components/icon.tsx";
import { KeyHint } from "../../components/key-hint.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { editorText } from "./editor-text.ts";
import { SqlEditor } from "./sql-editor.tsx";
import { SqlError } from "./sql-error-box.tsx";
import { SqlHistoryPanel } from "./sql-history-panel.tsx";
import { SqlQuestion } from "./sql-question.tsx";
import { SqlResults } from "./sql-results.tsx";
import { readStatements } from "./sql-statements.ts";
import type { Statement } from "./sql-statements.ts";
import { useSqlRun } from "./use-sql-run.ts";

export function SqlPage(): ReactElement {
  const words = text.sql;
  const query = useStore(editorText);
  const [asked, setAsked] = useState<readonly Statement[] | null>(null);
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const sql = useSqlRun();
  const { done, failure, isRunning } = sql;
  const run = (): void => {
    setAsked(null);
    sql.run(query);
  };
  const start = (): void => {
    if (query.trim() === "" || isRunning) return;
    const destructive = readStatements(query).filter((statement) => statement.isDestructive);
    if (destructive.length > 0) setAsked(destructive);
    else run();
  };
  return (
    <>
      <PageHeader title={text.shell.sql} over="table">
        <button type="button" className="button" onClick={() => setHistoryOpen(true)}>
          <Icon name="history" />
          {words.history}
        </button>
        <button
          type="button"
          className={isRunning ? "button" : "button primary"}
          disabled={query.trim() === "" && !isRunning}
          onClick={isRunning ? sql.stop : start}
        >
          <Icon name={isRunning ? "pause" : "play"} />
          {isRunning ? words.stop : words.run}
          <span className="wide-only" aria-hidden="true">
            {isRunning ? null : <KeyHint keys={["Mod", "Enter"]} />}
          </span>
        </button>
      </PageHeader>
      <SqlEditor query={query} onRun={start} />
      {isRunning ? <ProgressBar label={words.running} /> : null}
      {failure === null || isRunning ? null : failure.isStopped ? (
        <p className="notice warn sql-note" role="status">
          {words.stopped}
        </p>
      ) : (
        <SqlError problem={failure.problem} query={failure.query} />
      )}
      {done === null && failure === null && !isRunning ? (
        <p className="muted sql-note">
          {words.empty} {words.limits(SQL_LIMITS)}
        </p>
      ) : null}
      {done === null ? null : <SqlResults key={done.round} {...done} isStale={failure !== null || isRunning} />}
      {asked === null ? null : <SqlQuestion statements={asked} onConfirm={run} onClose={() => setAsked(null)} />}
      {isHistoryOpen ? <SqlHistoryPanel onClose={() => setHistoryOpen(false)} onChoose={editorText.set} /> : null}
    </>
  );
}
