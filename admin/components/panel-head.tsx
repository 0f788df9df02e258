import type { ReactElement } from "react";
import { text } from "../texts/text.ts";
import { IconButton } from "./icon-button.tsx";

export function PanelHead({ title, onClose }: { title: string; onClose: () => void }): ReactElement {
  return (
    <div className="panel-head">
      <h2>{title}</h2>
      <IconButton icon="close" label={text.common.close} look="quiet push" onClick={onClose} />
    </div>
  );
}
