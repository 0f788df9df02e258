import type { ReactElement } from "react";
import { download } from "../../api/download.ts";
import { SQL_LIMITS } from "../../api/sql.ts";
import type { SqlResult } from "../../api/sql.ts";
import { copyAndTell } from "../../components/copy-button.tsx";
import { Icon } from "../../components/icon.tsx";
import { Menu } from "../../components/menu.tsx";
import { text } from "../../texts/text.ts";
import { asCsv, asJson } from "./result-format.ts";
import { ResultTable } from "./result-table.tsx";

interface SqlResultsProps {
  readonly result: SqlResult;
  /** A later query is running or has failed: these are still the rows of the one before. */
  readonly isStale: boolean;
}

export function SqlResults({ result, isStale }: SqlResultsProps): ReactElement {
  const words = text.sql;
  const { columns, rows, affectedRows, execTime } = result;
  const csv = async (): Promise<void> => download(new Blob([await asCsv(result)], { type: "text/csv" }), "query.csv");
  return (
    <section className={isStale ? "sql-results stale" : "sql-results"} aria-label={words.results}>
      <div className="row sql-state">
        <p className="small tabular" role="status">
          {columns.length === 0 ? words.affected(affectedRows) : words.rows(rows.length)} · {words.took(execTime)}
        </p>
        {rows.length >= SQL_LIMITS.rows ? <p className="small warn-text">{words.cut(SQL_LIMITS.rows)}</p> : null}
        {columns.length === 0 ? null : (
          <div className="push">
            <Menu
              button={
                <>
                  <Icon name="download" />
                  {words.use}
                </>
              }
              look="small"
              items={[
                { label: words.downloadCsv, icon: "download", onChoose: () => void csv() },
                {
                  label: words.copyCsv,
                  icon: "copy",
                  onChoose: () => void asCsv(result).then((content) => copyAndTell(content)),
                },
                { label: words.copyJson, icon: "copy", onChoose: () => void copyAndTell(asJson(result)) },
              ]}
            />
          </div>
        )}
      </div>
      {columns.length === 0 ? null : <ResultTable result={result} />}
    </section>
  );
}
