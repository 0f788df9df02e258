import { Suspense, lazy } from "react";
import type { ReactElement } from "react";

export interface ProviderLogoProps {
  readonly name: string;
  /** What people call it. */
  readonly label: string;
}

const ProviderMark = lazy(() =>
  import("./provider-mark.tsx").then(
    (module) => ({ default: module.ProviderMark }),
    () => ({ default: ProviderLetter }),
  ),
);

/** The provider's own mark where its licence allows that, else a letter, as the server has it for all. */
export function ProviderLogo(props: ProviderLogoProps): ReactElement {
  return (
    <Suspense fallback={<ProviderLetter {...props} />}>
      <ProviderMark {...props} />
    </Suspense>
  );
}

export function ProviderLetter({ label }: ProviderLogoProps): ReactElement {
  return (
    <span className="provider-logo letter" aria-hidden="true">
      {label.charAt(0).toUpperCase()}
    </span>
  );
}
