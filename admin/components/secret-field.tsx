import { useState } from "react";
import type { ReactElement } from "react";
import { text } from "../texts/text.ts";
import { Chip } from "./chip.tsx";
import { Field } from "./field.tsx";

interface SecretFieldProps {
  readonly label: string;
  readonly isSet: boolean;
  /** Undefined: it stays as it is. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly error?: string | undefined;
  readonly hint?: string;
}

/** A secret that the server never tells: whether it is set, and a new one to type. */
export function SecretField({ label, isSet, value, onChange, error, hint }: SecretFieldProps): ReactElement {
  const [isReplacing, setReplacing] = useState(false);
  if (isSet && value === undefined) {
    return (
      <Field label={label} hint={hint} error={error} isGroup>
        {() => (
          <div className="row secret">
            <Chip tone="good">{text.secret.set}</Chip>
            <button
              type="button"
              className="button small push"
              onClick={() => {
                setReplacing(true);
                onChange("");
              }}
            >
              {text.secret.replace}
            </button>
          </div>
        )}
      </Field>
    );
  }
  return (
    <Field label={label} hint={isSet && value === "" ? text.secret.removes : hint} error={error}>
      {(described) => (
        <div className="row nowrap">
          <input
            {...described}
            className="input"
            type="password"
            autoComplete="new-password"
            autoFocus={isReplacing}
            placeholder={isSet ? "" : text.secret.notSet}
            value={value ?? ""}
            onChange={(event) => onChange(event.target.value === "" && !isSet ? undefined : event.target.value)}
          />
          {isSet ? (
            <button type="button" className="button" onClick={() => onChange(undefined)}>
              {text.secret.keep}
            </button>
          ) : null}
        </div>
      )}
    </Field>
  );
}
