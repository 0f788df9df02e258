import { useState } from "react";
import type { ReactElement } from "react";
import type { ConfigurableOAuth2Provider } from "pocketbase";
import { Dialog } from "../../components/dialog.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import { ProviderLogo } from "./provider-logo.tsx";

interface ProviderPickerProps {
  readonly providers: readonly ConfigurableOAuth2Provider[];
  readonly onChoose: (name: string) => void;
  readonly onClose: () => void;
}

/** The providers that can be added, found by their names; Enter chooses the first. */
export function ProviderPicker({ providers, onChoose, onClose }: ProviderPickerProps): ReactElement {
  const [typed, setTyped] = useState("");
  const { oauth2 } = editorText;
  const searched = typed.trim().toLowerCase();
  const found = providers.filter(({ name, displayName }) => `${displayName} ${name}`.toLowerCase().includes(searched));
  return (
    <Dialog className="dialog wide" label={oauth2.add} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (found[0] !== undefined) onChoose(found[0].name);
        }}
      >
        <h2>{oauth2.add}</h2>
        <input
          className="input"
          type="search"
          aria-label={oauth2.search}
          placeholder={oauth2.search}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <ul className="provider-choices">
          {found.map(({ name, displayName }) => (
            <li key={name}>
              <button type="button" className="provider" onClick={() => onChoose(name)}>
                <ProviderLogo name={name} label={displayName} />
                <span className="clip">{displayName}</span>
              </button>
            </li>
          ))}
        </ul>
        <p className="hint" role="status">
          {found.length === 0 ? oauth2.noneFound : ""}
        </p>
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {text.common.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
