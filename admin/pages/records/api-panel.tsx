import { useState } from "react";
import type { ReactElement } from "react";
import type { CollectionModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { Highlighted } from "../../components/code/highlighted.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { SidePanel } from "../../components/side-panel.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/text.ts";
import { operationsOf } from "./api-operations.ts";
import type { Language, Operation } from "./api-operations.ts";
import { referenceOf } from "./api-reference.ts";
import { ApiTables } from "./api-tables.tsx";

const KEY = "baobox_api_language";

/** Ready examples of every request to this collection. */
export function ApiPanel({ collection, onClose }: { collection: CollectionModel; onClose: () => void }): ReactElement {
  const operations = operationsOf(collection, client.baseURL);
  const [chosen, setChosen] = useState(operations[0]?.key ?? "");
  const operation = operations.find(({ key }) => key === chosen);
  return (
    <SidePanel title={text.api.title(collection.name)} isWide onClose={onClose}>
      <p className="hint">
        <a href="./reference.html" target="_blank" rel="noreferrer">
          {text.palette.reference}
        </a>
        {": "}
        {text.summary.referenceHint}
      </p>
      <div className="api">
        <nav className="api-list" aria-label={text.api.operations}>
          <ul>
            {operations.map(({ key, label }) => (
              <li key={key}>
                <button
                  type="button"
                  className="menu-item"
                  aria-current={key === chosen ? "true" : undefined}
                  onClick={() => setChosen(key)}
                >
                  {label}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        {operation === undefined ? null : (
          <div className="stack">
            <Example operation={operation} />
            <ApiTables key={operation.key} reference={referenceOf(operation.key, collection)} />
          </div>
        )}
      </div>
    </SidePanel>
  );
}

function Example({ operation }: { operation: Operation }): ReactElement {
  const { label, hint, method, path, rule, examples } = operation;
  const [wanted, setWanted] = useState(localStorage.getItem(KEY) ?? "");
  const languages = Object.keys(examples) as Language[];
  const language = languages.find((one) => one === wanted) ?? languages[0];
  if (language === undefined) throw new Error("an operation has examples");
  const code = examples[language] ?? "";
  return (
    <div className="stack">
      <div className="stack tight">
        <h3>{label}</h3>
        <p className="hint">{hint}</p>
      </div>
      <p className="api-path">
        <strong>{method}</strong>
        <code>{path}</code>
        <CopyButton value={path} />
      </p>
      {rule === undefined ? null : (
        <p className="hint">
          {text.api.rule}{" "}
          {rule === null ? text.api.superusersOnly : rule === "" ? text.api.everyone : <code>{rule}</code>}
        </p>
      )}
      <div>
        <Tabs
          label={text.api.languages}
          tabs={languages.map((key) => ({ key, label: text.api.names[key] }))}
          chosen={language}
          onChoose={(key) => {
            localStorage.setItem(KEY, key);
            setWanted(key);
          }}
        >
          <div className="example">
            <pre tabIndex={0}>
              <Highlighted code={code} isColoured={language !== "curl"} />
            </pre>
            <CopyButton value={code} label={text.api.copy} />
          </div>
        </Tabs>
      </div>
    </div>
  );
}
