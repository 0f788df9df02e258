import type { ReactElement } from "react";
import { text } from "../texts/text.ts";
import { TextField } from "./field.tsx";

export interface NewPassword {
  readonly password: string;
  readonly again: string;
}

interface NewPasswordFieldsProps {
  readonly label: string;
  readonly value: NewPassword;
  readonly onChange: (value: NewPassword) => void;
  readonly errors: Readonly<Record<string, string>>;
  readonly hint?: string;
  readonly autoFocus?: boolean;
}

/** A password and its repetition. */
export function NewPasswordFields({ label, value, onChange, errors, ...rest }: NewPasswordFieldsProps): ReactElement {
  const differ = value.again !== "" && value.again !== value.password ? text.common.passwordsDiffer : undefined;
  return (
    <>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        isRequired
        value={value.password}
        error={errors["password"]}
        onChange={(password) => onChange({ ...value, password })}
        {...rest}
      />
      <TextField
        label={text.common.passwordAgain}
        type="password"
        autoComplete="new-password"
        isRequired
        value={value.again}
        error={differ ?? errors["passwordConfirm"]}
        onChange={(again) => onChange({ ...value, again })}
      />
    </>
  );
}
