import { Suspense, lazy } from "react";
import type { ReactElement } from "react";
import { Icon } from "../../components/icon.tsx";

export interface ProviderLogoProps {
  readonly name: string;
  /** What the server gives for it. */
  readonly svg: string;
}

const ProviderMark = lazy(() =>
  import("./provider-mark.tsx").then(
    (module) => ({ default: module.ProviderMark }),
    () => ({ default: ServerLogo }),
  ),
);

/** The provider's own mark where its licence allows that, else a letter. */
export function ProviderLogo(props: ProviderLogoProps): ReactElement {
  return (
    <Suspense fallback={<ServerLogo {...props} />}>
      <ProviderMark {...props} />
    </Suspense>
  );
}

/** As an image, in which nothing of it can run. */
export function ServerLogo({ svg }: ProviderLogoProps): ReactElement {
  if (svg === "") return <Icon name="plug" />;
  return <img className="provider-logo" alt="" src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />;
}
