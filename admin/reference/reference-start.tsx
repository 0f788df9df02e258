import type { ReactElement } from "react";
import { client } from "../api/client.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { referenceText } from "../texts/reference/reference-text.ts";
import type { ApiDocument } from "./document.ts";
import { Words } from "./prose.tsx";

const HEADER = "Authorization: TOKEN";

/** What the page shows until a route is chosen: how to reach the API, and what there is. */
export function ReferenceStart({ document }: { document: ApiDocument }): ReactElement {
  const words = referenceText;
  const groups = [...Map.groupBy(document.entries, ({ tag }) => tag)];
  return (
    <div className="reference-start">
      <header className="stack tight">
        <h1>
          {document.title} <span className="muted">{document.version}</span>
        </h1>
        <p className="muted">{words.start}</p>
      </header>
      <section className="stack tight">
        <h2>{words.address}</h2>
        <Copied value={client.buildURL("/api/")} label={words.address} />
      </section>
      <section className="stack tight">
        <h2>{words.token}</h2>
        <p className="muted">{words.tokenHint}</p>
        <Copied value={HEADER} label={words.token} />
      </section>
      <section className="stack tight">
        <h2>{words.asFile}</h2>
        <p className="muted">{words.asFileHint}</p>
        <Copied value={client.buildURL("/api/openapi.json")} label={words.asFile} />
      </section>
      <section className="stack tight">
        <h2>{words.groups}</h2>
        <ul className="reference-groups">
          {groups.map(([tag, entries]) => (
            <li key={tag}>
              <a className="box" href={`#${entries[0]?.id ?? ""}`}>
                <strong>
                  <Words text={tag} />
                </strong>
                <span className="muted">{words.routeCount(entries.length)}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Copied({ value, label }: { value: string; label: string }): ReactElement {
  return (
    <div className="command">
      <pre tabIndex={0} aria-label={label}>
        {value}
      </pre>
      <CopyButton value={value} />
    </div>
  );
}
