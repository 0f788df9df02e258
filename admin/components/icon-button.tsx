import type { ButtonHTMLAttributes, ReactElement } from "react";
import { Icon } from "./icon.tsx";
import type { IconName } from "./icon.tsx";

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: IconName;
  /** Its name, also shown as a tooltip. */
  readonly label: string;
  /** Further classes, such as `quiet` and `small`. */
  readonly look?: string;
}

/** A button that shows a sign only. */
export function IconButton({ icon, label, look = "quiet", ...button }: IconButtonProps): ReactElement {
  return (
    <button type="button" {...button} className={`button icon-only ${look}`} aria-label={label} data-tooltip={label}>
      <Icon name={icon} />
    </button>
  );
}
