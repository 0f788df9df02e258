import type { ReactElement } from "react";
import type { Problem } from "../../api/problem.ts";
import { text } from "../../texts/text.ts";
import { errorPlace, plainMessage } from "./sql-error.ts";

/** What the database said, and where in the query. */
export function SqlError({ problem, query }: { problem: Problem; query: string }): ReactElement {
  const message = plainMessage(problem.fields["query"] ?? problem.message);
  const place = errorPlace(message, query);
  return (
    <div className="notice bad sql-note stack tight" role="alert">
      <p>
        <strong>{message}</strong>
        {place === null ? null : ` ${text.sql.place(place.line, place.column)}`}
      </p>
      {place === null ? null : (
        <pre className="sql-place">
          {place.text.slice(0, place.offset)}
          <mark>{place.text.slice(place.offset, place.offset + place.length) || " "}</mark>
          {place.text.slice(place.offset + place.length)}
        </pre>
      )}
    </div>
  );
}
