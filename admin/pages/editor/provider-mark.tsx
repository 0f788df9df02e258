import type { ReactElement } from "react";
import { ProviderLetter } from "./provider-logo.tsx";
import type { ProviderLogoProps } from "./provider-logo.tsx";
import { PROVIDER_MARKS } from "./provider-marks.ts";

/** In one colour, as the other signs of the dashboard. */
export function ProviderMark(props: ProviderLogoProps): ReactElement {
  const path = Object.hasOwn(PROVIDER_MARKS, props.name) ? PROVIDER_MARKS[props.name] : undefined;
  if (path === undefined) return <ProviderLetter {...props} />;
  return (
    <svg className="provider-logo mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
