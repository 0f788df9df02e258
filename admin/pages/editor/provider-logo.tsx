import type { ReactElement } from "react";
import { Icon } from "../../components/icon.tsx";

/** As an image, in which nothing of it can run. */
export function ProviderLogo({ svg }: { svg: string }): ReactElement {
  if (svg === "") return <Icon name="plug" />;
  return <img className="provider-logo" alt="" src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />;
}
