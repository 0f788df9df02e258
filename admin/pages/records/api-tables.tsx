import { useState } from "react";
import type { ReactElement } from "react";
import { Highlighted } from "../../components/code/highlighted.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/text.ts";
import type { Answer, Parameter, Reference } from "./api-reference.ts";

/** The parameters of a request as tables, and an example of each answer. */
export function ApiTables({ reference }: { reference: Reference }): ReactElement {
  const { tables } = text.api;
  return (
    <>
      <Parameters title={tables.path} list={reference.path} />
      <Parameters title={tables.query} list={reference.query} />
      <Parameters title={tables.body} list={reference.body} />
      {reference.answers.length === 0 ? null : <Answers answers={reference.answers} />}
    </>
  );
}

function Parameters({ title, list }: { title: string; list: readonly Parameter[] }): ReactElement | null {
  const { tables } = text.api;
  if (list.length === 0) return null;
  return (
    <div className="api-table" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{tables.name}</th>
            <th scope="col">{tables.type}</th>
            <th scope="col">{tables.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {list.map(({ name, type, isRequired, meaning }) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code> <span className="hint">{isRequired ? tables.required : tables.optional}</span>
              </th>
              <td>
                <code>{type}</code>
              </td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Answers({ answers }: { answers: readonly Answer[] }): ReactElement {
  const [chosen, setChosen] = useState(String(answers[0]?.status));
  const shown = answers.find(({ status }) => String(status) === chosen) ?? answers[0];
  const body = shown?.body === undefined ? "" : JSON.stringify(shown.body, null, 2);
  return (
    <div className="stack tight">
      <h4>{text.api.tables.answers}</h4>
      <Tabs
        label={text.api.tables.answers}
        tabs={answers.map(({ status }) => ({ key: String(status), label: String(status) }))}
        chosen={String(shown?.status)}
        onChoose={setChosen}
      >
        <div className="example">
          <pre tabIndex={0}>{body === "" ? "204 No Content" : <Highlighted code={body} isColoured />}</pre>
        </div>
      </Tabs>
    </div>
  );
}
