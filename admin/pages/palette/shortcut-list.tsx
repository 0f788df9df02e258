import { useEffect, useRef } from "react";
import type { ReactElement } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { Switch } from "../../components/inputs.tsx";
import { KeyHint } from "../../components/key-hint.tsx";
import { setSingleKeys, shortcuts, singleKeys } from "../../state/shortcuts.ts";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

/** Every shortcut of this page, and what keys do in tables and panels. */
export function ShortcutList({ onClose }: { onClose: () => void }): ReactElement {
  const list = useStore(shortcuts);
  const close = useRef<HTMLButtonElement>(null);
  // Else the list would have it, which is to be read.
  useEffect(() => close.current?.focus(), []);
  const rows = [...list.map(({ keys, label }) => ({ keys, label })), ...text.shortcuts.fixed];
  return (
    <Dialog className="dialog" label={text.shortcuts.title} onClose={onClose}>
      <div className="stack">
        <h2>{text.shortcuts.title}</h2>
        <dl className="shortcuts" tabIndex={0}>
          {rows.map(({ keys, label }) => (
            <div key={`${label} ${keys.join()}`}>
              <dt>{label}</dt>
              <dd>
                <KeyHint keys={keys} />
              </dd>
            </div>
          ))}
        </dl>
        <Switch
          label={text.shortcuts.singleKeys}
          hint={text.shortcuts.singleKeysHint}
          value={useStore(singleKeys)}
          onChange={setSingleKeys}
        />
        <div className="dialog-foot">
          <button ref={close} type="button" className="button" onClick={onClose}>
            {text.common.close}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
