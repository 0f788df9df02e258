import type { ReactElement } from "react";
import { Confirm } from "../../components/dialog.tsx";
import { text } from "../../texts/text.ts";
import type { Statement } from "./sql-statements.ts";

interface SqlQuestionProps {
  readonly statements: readonly Statement[];
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const SHOWN_AT_MOST = 8;

/** Says what the statements destroy before they run. */
export function SqlQuestion({ statements, onConfirm, onClose }: SqlQuestionProps): ReactElement {
  const words = text.sql;
  const shown = statements.slice(0, SHOWN_AT_MOST);
  return (
    <Confirm
      title={words.askTitle}
      message={words.askMessage}
      action={words.askAction}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <ul className="stack tight">
        {shown.map((statement, index) => (
          <li key={index}>
            <p>
              <strong>{words.effect(statement.verb, statement.target)}</strong>
              {statement.isUnlimited ? <span className="error"> {words.allRows}</span> : null}
            </p>
            <pre className="sql-statement">{statement.text}</pre>
          </li>
        ))}
      </ul>
      {statements.length > shown.length ? <p>{words.andMore(statements.length - shown.length)}</p> : null}
    </Confirm>
  );
}
