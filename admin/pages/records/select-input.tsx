import type { ReactElement } from "react";
import { text } from "../../texts/text.ts";
import type { FieldInputProps } from "./field-input.tsx";
import { asList } from "./record-cell.tsx";

/** One of the options in the browser's own list; several as boxes. */
export function SelectInput({ described, field, value, onChange }: FieldInputProps): ReactElement {
  const options: string[] = asList(field["values"]);
  const chosen = asList(value);
  if (Number(field["maxSelect"] ?? 1) <= 1) {
    return (
      <select
        {...described}
        className="input"
        value={chosen[0] ?? ""}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{text.record.none}</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    );
  }
  return (
    <div className="row options">
      {options.map((option) => (
        <label key={option} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, option] : chosen.filter((one) => one !== option))
            }
          />
          {option}
        </label>
      ))}
    </div>
  );
}
