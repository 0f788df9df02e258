import type { ReactElement } from "react";
import { text } from "../texts/text.ts";
import type { Described } from "./field.tsx";

interface DateInputProps {
  readonly described: Described;
  /** As it is stored, such as `2026-01-02 03:04:05.678Z`. */
  readonly value: unknown;
  readonly onChange: (value: string) => void;
}

/** Date and time in the reader's time zone, with what is stored below. */
export function DateInput({ described, value, onChange }: DateInputProps): ReactElement {
  const stored = typeof value === "string" ? value : "";
  return (
    <>
      <div className="row date">
        <input
          {...described}
          className="input"
          type="datetime-local"
          step={1}
          value={toLocal(stored)}
          onChange={(event) => onChange(toStored(event.target.value))}
        />
        <button type="button" className="button" onClick={() => onChange(toStored(new Date().toISOString()))}>
          {text.record.now}
        </button>
        {stored === "" ? null : (
          <button type="button" className="button quiet" onClick={() => onChange("")}>
            {text.record.clear}
          </button>
        )}
      </div>
      {stored === "" ? null : <p className="hint tabular">{text.record.utc(stored)}</p>}
    </>
  );
}

/** `2026-01-02 03:04:05.678Z` as the input shows it. */
function toLocal(stored: string): string {
  const time = new Date(stored.replace(" ", "T"));
  if (Number.isNaN(time.getTime())) return "";
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function toStored(local: string): string {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString().replace("T", " ");
}
