import { useState } from "react";
import type { ReactElement } from "react";
import { collections } from "../../api/collections.ts";
import { Icon } from "../../components/icon.tsx";
import { useStore } from "../../state/store.ts";
import { text } from "../../texts/text.ts";
import { editorText } from "./editor-text.ts";

const quote = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

const SHOWN_AT_FIRST = 200;

/** The tables and their columns; a click writes them into the editor. */
export function SqlSide(): ReactElement {
  const words = text.sql;
  const { list } = useStore(collections);
  const [search, setSearch] = useState("");
  const [isWhole, setWhole] = useState(false);
  const matching = (list ?? []).filter(({ name, fields }) =>
    [name, ...fields.map((field) => field.name)].some((one) => one.toLowerCase().includes(search.trim().toLowerCase())),
  );
  const shown = isWhole ? matching : matching.slice(0, SHOWN_AT_FIRST);
  const add = (name: string): void => {
    const before = editorText.get();
    editorText.set(before === "" || /\s$/.test(before) ? before + name : `${before} ${name}`);
  };
  return (
    <>
      <div className="side-search">
        <Icon name="search" />
        <input
          type="search"
          className="input"
          aria-label={words.searchTables}
          placeholder={words.searchTables}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className="side-scroll sql-side" role="group" aria-label={words.tables}>
        {shown.map(({ id, name, fields }) => (
          <details key={id}>
            <summary className="side-link own-sign">
              <Icon name="chevronRight" />
              <span className="clip">{name}</span>
            </summary>
            <ul>
              <li>
                <button
                  type="button"
                  className="side-link"
                  onClick={() => editorText.set(`SELECT * FROM ${quote(name)} LIMIT 100`)}
                >
                  {words.selectAll}
                </button>
              </li>
              {fields.map((field) => (
                <li key={field.name}>
                  <button type="button" className="side-link" onClick={() => add(quote(field.name))}>
                    <code className="clip">{field.name}</code>
                    <span className="muted push">{field.type}</span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        ))}
        {shown.length === matching.length ? null : (
          <button type="button" className="button small quiet" onClick={() => setWhole(true)}>
            {text.overview.showAll(matching.length)}
          </button>
        )}
      </div>
    </>
  );
}
