import type { ReactElement } from "react";
import { Chip } from "../components/chip.tsx";
import { referenceText } from "../texts/reference/reference-text.ts";
import { firstContent } from "./document.ts";
import type { ApiDocument, Entry } from "./document.ts";
import { MethodMark } from "./method-mark.tsx";
import { Prose, Words } from "./prose.tsx";
import { SchemaView, typeText } from "./schema-view.tsx";
import { TryOut } from "./try-out.tsx";

/** One route: what it takes, what it answers, and a form to try it. */
export function OperationView({ entry, document }: { entry: Entry; document: ApiDocument }): ReactElement {
  const { method, path, operation } = entry;
  const { parameters = [], requestBody, responses, security } = operation;
  const body = firstContent(requestBody?.content);
  return (
    <article className="operation">
      <div className="operation-text">
        <header className="stack tight">
          <h1>
            <Words text={operation.summary} />
          </h1>
          <p className="row">
            <MethodMark method={method} />
            <code className="operation-path">{path}</code>
            {security.some((one) => Object.keys(one).length === 0) ? null : (
              <Chip tone="warn">{referenceText.needsToken}</Chip>
            )}
          </p>
          {operation.description === undefined ? null : <Prose text={operation.description} />}
        </header>
        {parameters.length === 0 ? null : (
          <section>
            <h2>{referenceText.parameters}</h2>
            <ul className="schema">
              {parameters.map(({ name, in: place, required, description, schema }) => (
                <li key={`${place} ${name}`}>
                  <p>
                    <code className="schema-name">{name}</code> <code className="schema-type">{typeText(schema)}</code>{" "}
                    <span className="muted">
                      {place === "path" ? referenceText.inPath : referenceText.inQuery}
                      {required || place === "path" ? "" : `, ${referenceText.optional}`}
                    </span>
                  </p>
                  {description === undefined ? null : <Prose text={description} />}
                </li>
              ))}
            </ul>
          </section>
        )}
        {body === null ? null : (
          <section>
            <h2>{referenceText.body}</h2>
            <p className="muted">{Object.keys(requestBody?.content ?? {}).join(", ")}</p>
            <SchemaView schema={body.schema} document={document} mark="required" />
          </section>
        )}
        <section>
          <h2>{referenceText.answers}</h2>
          {Object.entries(responses).map(([status, { description, content }]) => {
            const answer = firstContent(content);
            const isError = Number(status) >= 400;
            return (
              <details key={status} open={!isError}>
                <summary>
                  <Chip tone={isError ? "bad" : "good"}>{status}</Chip> <Words text={description} />
                  {answer === null ? `, ${referenceText.noBody}` : null}
                </summary>
                {answer === null ? null : <SchemaView schema={answer.schema} document={document} mark="optional" />}
              </details>
            );
          })}
        </section>
      </div>
      <TryOut key={entry.id} entry={entry} document={document} />
    </article>
  );
}
