import type { ReactElement } from "react";
import type { CollectionField } from "pocketbase";
import { text } from "../../texts/text.ts";
import type { Mapping } from "./import-rows.ts";
import { cellText } from "./parse-rows.ts";
import type { SourceRow } from "./parse-rows.ts";

interface ImportMappingProps {
  readonly columns: readonly string[];
  /** A row, to see what the columns have. */
  readonly sample: SourceRow;
  readonly fields: readonly CollectionField[];
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}

/** Which column goes to which field. */
export function ImportMapping({ columns, sample, fields, mapping, onChange }: ImportMappingProps): ReactElement {
  return (
    <section className="stack tight">
      <h3>{text.import.mapping}</h3>
      <ul className="mapping">
        {columns.map((column) => (
          <li key={column}>
            <span className="stack tight">
              <strong className="clip">{column}</strong>
              <span className="hint clip">{cellText(sample[column])}</span>
            </span>
            <span aria-hidden="true" className="muted">
              →
            </span>
            <select
              className="input"
              aria-label={text.import.fieldFor(column)}
              value={mapping[column] ?? ""}
              onChange={(event) => onChange({ ...mapping, [column]: event.target.value })}
            >
              <option value="">{text.import.leaveOut}</option>
              {fields.map(({ name, type, required }) => (
                <option
                  key={name}
                  value={name}
                  disabled={Object.values(mapping).includes(name) && mapping[column] !== name}
                >
                  {`${name} (${type}${required ? ", required" : ""})`}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
    </section>
  );
}
