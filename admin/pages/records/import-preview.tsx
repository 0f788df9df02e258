import { memo } from "react";
import type { ReactElement } from "react";
import { text } from "../../texts/text.ts";
import type { Mapping, RowError } from "./import-rows.ts";
import { cellText } from "./parse-rows.ts";
import type { SourceRow } from "./parse-rows.ts";

interface ImportPreviewProps {
  readonly rows: readonly SourceRow[];
  readonly mapping: Mapping;
  readonly ready: number;
  readonly errors: readonly RowError[];
}

const ROWS_SHOWN = 30;

/** What would be sent, those rows first that have something wrong. */
export const ImportPreview = memo(function ImportPreview(props: ImportPreviewProps): ReactElement {
  const { rows, mapping, ready, errors } = props;
  const mapped = Object.entries(mapping).filter(([, field]) => field !== "");
  const wrong = Map.groupBy(errors, ({ row }) => row);
  const numbers = rows.map((_, index) => index + 1);
  const shown = [...wrong.keys(), ...numbers.filter((row) => !wrong.has(row)).slice(0, ROWS_SHOWN)].slice(
    0,
    ROWS_SHOWN,
  );
  return (
    <section className="stack tight">
      <h3>{text.import.preview}</h3>
      <p className={wrong.size === 0 ? "hint" : "error"} role="status">
        {text.import.summary(ready, wrong.size)}
      </p>
      <div className="preview" tabIndex={0} role="region" aria-label={text.import.preview}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.import.rowHead}</th>
              {mapped.map(([column, field]) => (
                <th key={column} scope="col">
                  {field}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <PreviewRow
                key={row}
                row={row}
                source={rows[row - 1] ?? {}}
                mapped={mapped}
                errors={wrong.get(row) ?? []}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
});

interface PreviewRowProps {
  readonly row: number;
  readonly source: SourceRow;
  readonly mapped: readonly [string, string][];
  readonly errors: readonly RowError[];
}

function PreviewRow({ row, source, mapped, errors }: PreviewRowProps): ReactElement {
  const general = errors.filter(({ field }) => !mapped.some(([, name]) => name === field));
  return (
    <tr className={errors.length === 0 ? undefined : "wrong"}>
      <th scope="row">
        {row}
        {general.map(({ field, message }) => (
          <span key={field} className="error">
            {field === "" ? message : `${field}: ${message}`}
          </span>
        ))}
      </th>
      {mapped.map(([column, name]) => {
        const error = errors.find(({ field }) => field === name);
        return (
          <td key={column}>
            <span className="clip">{cellText(source[column])}</span>
            {error === undefined ? null : <span className="error">{error.message}</span>}
          </td>
        );
      })}
    </tr>
  );
}
