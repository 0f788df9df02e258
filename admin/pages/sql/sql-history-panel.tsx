import { useState } from "react";
import type { ReactElement } from "react";
import { Chip } from "../../components/chip.tsx";
import { TextField } from "../../components/field.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { useStore } from "../../state/store.ts";
import { formatTime } from "../../texts/format.ts";
import { text } from "../../texts/text.ts";
import { forget, forgetAll, history } from "./sql-history.ts";

interface SqlHistoryPanelProps {
  readonly onChoose: (query: string) => void;
  readonly onClose: () => void;
}

export function SqlHistoryPanel({ onChoose, onClose }: SqlHistoryPanelProps): ReactElement {
  const words = text.sql;
  const [search, setSearch] = useState("");
  const all = useStore(history);
  const shown = all.filter(({ query }) => query.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <SidePanel
      title={words.history}
      onClose={onClose}
      foot={
        <>
          <span className="hint">{words.historyHint}</span>
          <button type="button" className="button danger push" disabled={all.length === 0} onClick={forgetAll}>
            {words.forgetAll}
          </button>
        </>
      }
    >
      <TextField label={words.searchHistory} autoFocus value={search} onChange={setSearch} />
      {shown.length === 0 ? <p className="muted">{all.length === 0 ? words.noHistory : words.noneFound}</p> : null}
      <ul className="entries inner">
        {shown.map(({ query, atMs, rows }) => (
          <li key={query} className="entry">
            <button
              type="button"
              className="past-query grow"
              onClick={() => {
                onChoose(query);
                onClose();
              }}
            >
              <code>{query}</code>
              <span className="row hint">
                <span>{formatTime(new Date(atMs))}</span>
                {rows === null ? <Chip tone="bad">{words.failed}</Chip> : <span>{words.rows(rows)}</span>}
              </span>
            </button>
            <IconButton icon="close" label={words.forget} look="quiet small" onClick={() => forget(query)} />
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}
