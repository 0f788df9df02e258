import type { ReactElement } from "react";
import { NumberField } from "../../components/inputs.tsx";

interface WholeNumberFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  /** What 0 means. */
  readonly zero?: string;
  readonly isDisabled?: boolean;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number of the settings, where 0 and empty are the same. */
export function WholeNumberField({ zero = "0", value, onChange, ...field }: WholeNumberFieldProps): ReactElement {
  return (
    <NumberField
      {...field}
      min={0}
      step={1}
      placeholder={zero}
      value={value === 0 ? null : value}
      onChange={(number) => onChange(Math.trunc(number ?? 0))}
    />
  );
}
