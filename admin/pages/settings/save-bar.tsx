import { useEffect, useRef } from "react";
import type { ReactElement } from "react";
import { KeyHint } from "../../components/key-hint.tsx";
import { useBottomBar } from "../../state/bottom-bar.ts";
import { text } from "../../texts/text.ts";

interface SaveBarProps {
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  readonly onSave: () => void;
  readonly onReset: () => void;
}

/** Below a page of settings: whether something is unsaved, and what to do about it. */
export function SaveBar({ isChanged, isSaving, onSave, onReset }: SaveBarProps): ReactElement {
  const bar = useRef<HTMLDivElement>(null);
  useBottomBar("save");
  useEffect(() => {
    // A button that was pressed and is disabled then would take the focus with it.
    if (!isChanged && bar.current?.contains(document.activeElement) === true) document.getElementById("main")?.focus();
  }, [isChanged]);
  return (
    <div ref={bar} className={isChanged ? "save-bar changed" : "save-bar"}>
      <span className="small" role="status">
        {isSaving ? text.settings.saving : isChanged ? text.settings.unsaved : text.settings.allSaved}
      </span>
      <button type="button" className="button push" disabled={!isChanged || isSaving} onClick={onReset}>
        {text.settings.reset}
      </button>
      <button
        type="button"
        className="button primary"
        aria-keyshortcuts="Control+S Meta+S"
        disabled={!isChanged || isSaving}
        onClick={onSave}
      >
        {text.settings.save}
        <span className="wide-only" aria-hidden="true">
          <KeyHint keys={["Mod", "S"]} />
        </span>
      </button>
    </div>
  );
}
