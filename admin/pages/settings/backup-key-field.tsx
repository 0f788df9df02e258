import type { ReactElement } from "react";
import { TextField } from "../../components/field.tsx";
import { text } from "../../texts/text.ts";

interface BackupKeyFieldProps {
  /** What is wrong with the key that was tried. */
  readonly error?: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** For an encrypted backup that the server's own key does not open. The key is used once and stored nowhere. */
export function BackupKeyField({ error, value, onChange }: BackupKeyFieldProps): ReactElement {
  return (
    <TextField
      type="password"
      autoComplete="off"
      autoFocus
      label={text.backups.key}
      hint={text.backups.keyHint}
      error={error}
      value={value}
      onChange={onChange}
    />
  );
}
