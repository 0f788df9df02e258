import type { ReactElement } from "react";
import { text } from "../texts/text.ts";
import { Icon } from "./icon.tsx";

export function PanelHead({ title, onClose }: { title: string; onClose: () => void }): ReactElement {
  return (
    <div className="panel-head">
      <h2>{title}</h2>
      <button type="button" className="button quiet icon-only push" aria-label={text.common.close} onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
