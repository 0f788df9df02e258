import { useState } from "react";
import type { ReactElement } from "react";
import { download } from "../../api/download.ts";
import { collections, ownFirst } from "../../api/collections.ts";
import { copyAndTell } from "../../components/copy-button.tsx";
import { Icon } from "../../components/icon.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";

/** The chosen collections as JSON, to copy or to keep in a file. No records, and no secrets: the server never sends them. */
export function ExportPart(): ReactElement {
  const list = ownFirst(useStore(collections).list ?? []);
  const [left, setLeft] = useState<ReadonlySet<string>>(() => new Set());
  const chosen = list.filter(({ id }) => !left.has(id));
  const json = JSON.stringify(
    chosen.map(({ created: _created, updated: _updated, ...collection }) => collection),
    null,
    2,
  );
  const { transfer } = text;
  const toggle = (ids: readonly string[], isChosen: boolean): void => {
    const next = new Set(left);
    for (const id of ids) {
      if (isChosen) next.delete(id);
      else next.add(id);
    }
    setLeft(next);
  };
  return (
    <div className="stack">
      <p className="hint">{transfer.exportHint}</p>
      <div className="row">
        <label className="check">
          <input
            type="checkbox"
            checked={left.size === 0}
            onChange={({ target }) =>
              toggle(
                list.map(({ id }) => id),
                target.checked,
              )
            }
          />
          <strong>{transfer.all}</strong>
        </label>
        <span className="muted small">{transfer.count(chosen.length)}</span>
        <button
          type="button"
          className="button push"
          disabled={chosen.length === 0}
          onClick={() => void copyAndTell(json)}
        >
          <Icon name="copy" />
          {text.common.copy}
        </button>
        <button
          type="button"
          className="button primary"
          disabled={chosen.length === 0}
          onClick={() => download(new Blob([json], { type: "application/json" }), "collections.json")}
        >
          <Icon name="download" />
          {transfer.download}
        </button>
      </div>
      <ul className="choice-list" aria-label={transfer.export}>
        {list.map(({ id, name, type }) => (
          <li key={id}>
            <label className="check">
              <input type="checkbox" checked={!left.has(id)} onChange={({ target }) => toggle([id], target.checked)} />
              <Icon name={type === "auth" || type === "view" ? type : "base"} />
              {name}
            </label>
          </li>
        ))}
      </ul>
    </div>
  );
}
