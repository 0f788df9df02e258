import { useEffect, useId, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import { Field } from "./field.tsx";

interface FieldProps<Value> {
  readonly label: ReactNode;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectFieldProps<Value extends string> extends FieldProps<Value> {
  readonly options: readonly Option<Value>[];
}

/** One of some values, by the browser's own list: it is at home on every device. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>): ReactElement {
  const { label, hint, error, options, value, onChange, isDisabled } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <select
          {...described}
          className="input"
          disabled={isDisabled}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface NumberFieldProps extends FieldProps<number | null> {
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | "any";
  readonly placeholder?: string;
}

/** A number, or null while it is empty. What is typed stays as it is typed, also half a number. */
export function NumberField({
  label,
  hint,
  error,
  value,
  onChange,
  isDisabled,
  ...input
}: NumberFieldProps): ReactElement {
  const [typed, setTyped] = useState(value === null ? "" : String(value));
  useEffect(() => {
    setTyped((before) => (parse(before) === value ? before : value === null ? "" : String(value)));
  }, [value]);
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <input
          {...described}
          {...input}
          className="input"
          type="number"
          step={input.step ?? "any"}
          disabled={isDisabled}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(parse(event.target.value));
          }}
        />
      )}
    </Field>
  );
}

function parse(typed: string): number | null {
  return typed.trim() === "" || Number.isNaN(Number(typed)) ? null : Number(typed);
}

/** On or off, with what it means beside it. */
export function Switch({ label, hint, error, value, onChange, isDisabled }: FieldProps<boolean>): ReactElement {
  const id = useId();
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        checked={value}
        disabled={isDisabled}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint === undefined && error === undefined ? undefined : `${id}-hint`}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className="switch-text">
        <span id={`${id}-label`}>{label}</span>
        {hint === undefined && error === undefined ? null : (
          <span className={error === undefined ? "hint" : "error"} id={`${id}-hint`}>
            {error ?? hint}
          </span>
        )}
      </span>
    </label>
  );
}
