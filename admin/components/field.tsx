import { useId } from "react";
import type { ReactElement, ReactNode } from "react";

/** What an input needs to be named, described and marked as wrong. */
export interface Described {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}

interface FieldProps {
  /** By which pages find it. */
  readonly name?: string;
  readonly label: ReactNode;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** For a group of inputs: a label can name just one. */
  readonly isGroup?: boolean;
  readonly children: (described: Described) => ReactNode;
}

/** An input with its name above, and below it what to know or what is wrong. */
export function Field({ name, label, hint, error, isGroup = false, children }: FieldProps): ReactElement {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter((part) => part !== "").join(" ");
  const attributes = { id, "aria-describedby": described || undefined, "aria-invalid": error !== undefined };
  const below = (
    <>
      {hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      ) : null}
    </>
  );
  if (isGroup) {
    return (
      <div className="field" role="group" data-field={name} aria-labelledby={`${id}-label`}>
        <span className="label" id={`${id}-label`}>
          {label}
        </span>
        {children(attributes)}
        {below}
      </div>
    );
  }
  return (
    <div className="field" data-field={name}>
      <label htmlFor={id}>{label}</label>
      {children(attributes)}
      {below}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly type?: "text" | "email" | "password";
  readonly autoComplete?: string;
  readonly autoFocus?: boolean;
  readonly isRequired?: boolean;
}

export function TextField({ label, hint, error, value, onChange, ...input }: TextFieldProps): ReactElement {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <input
          {...described}
          className="input"
          dir="auto"
          type={input.type ?? "text"}
          autoComplete={input.autoComplete ?? "off"}
          autoFocus={input.autoFocus}
          required={input.isRequired}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
