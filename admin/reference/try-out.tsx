import { useState } from "react";
import type { FormEvent, ReactElement } from "react";
import { client } from "../api/client.ts";
import { Alert } from "../components/alert.tsx";
import { CopyButton } from "../components/copy-button.tsx";
import { Field } from "../components/field.tsx";
import { formatDuration } from "../texts/format.ts";
import { referenceText } from "../texts/reference/reference-text.ts";
import { firstContent } from "./document.ts";
import type { ApiDocument, Entry, Parameter } from "./document.ts";
import { exampleOf } from "./example.ts";

interface Answer {
  readonly status: number;
  readonly durationMs: number;
  readonly text: string;
}

/** By the names of parameters. */
type Values = Readonly<Record<string, string>>;

const MAX_SHOWN_LENGTH = 100_000;

/** Sends a request of the route as whoever is signed in to the dashboard, and shows the command that does the same. */
export function TryOut({ entry, document }: { entry: Entry; document: ApiDocument }): ReactElement {
  const { method, operation } = entry;
  const { parameters = [], requestBody } = operation;
  const body = firstContent(requestBody?.content);
  const [values, setValues] = useState<Values>({});
  const [typed, setTyped] = useState(() =>
    body === null ? "" : JSON.stringify(exampleOf(body.schema, document), null, 2),
  );
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const url = client.buildURL(addressOf(entry, values));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setAnswer(null);
    if (body !== null && !isJson(typed)) return setProblem(referenceText.notJson);
    setProblem(undefined);
    try {
      setAnswer(await send(method, url, body === null ? null : typed));
    } catch {
      setProblem(referenceText.unreachable);
    }
  };
  const success = Object.values(operation.responses)[0];
  const answerType = firstContent(success?.content)?.type ?? "application/json";
  if (answerType !== "application/json") return <p className="muted">{referenceText.noTry}</p>;
  const command = commandOf({ method, url, body: body === null ? null : typed });
  return (
    <section className="try-out">
      <h2>{referenceText.tryOut}</h2>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Parameters parameters={parameters} values={values} onChange={setValues} />
        {body === null ? null : <BodyField value={typed} onChange={setTyped} />}
        <div className="command">
          <pre tabIndex={0} aria-label={referenceText.command}>
            {command}
          </pre>
          <CopyButton value={command} />
        </div>
        <Alert message={problem} />
        <div className="row">
          <button type="submit" className="button primary">
            {referenceText.send(method)}
          </button>
          <span role="status" className="muted tabular">
            {answer === null ? null : referenceText.answered(answer.status, formatDuration(answer.durationMs))}
          </span>
        </div>
      </form>
      {answer === null || answer.text === "" ? null : (
        <pre className="answer" tabIndex={0} aria-label={referenceText.answers}>
          {answer.text}
        </pre>
      )}
    </section>
  );
}

interface ParametersProps {
  readonly parameters: readonly Parameter[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
}

function Parameters({ parameters, values, onChange }: ParametersProps): ReactElement | null {
  if (parameters.length === 0) return null;
  return (
    <div className="pair">
      {parameters.map(({ name, in: place, required }) => (
        <Field key={`${place} ${name}`} label={name}>
          {(described) => (
            <input
              {...described}
              className="input"
              required={required}
              value={values[name] ?? ""}
              onChange={(event) => onChange({ ...values, [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

function BodyField({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactElement {
  return (
    <Field label={referenceText.body}>
      {(described) => (
        <textarea
          {...described}
          className="input code"
          spellCheck={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function addressOf({ path, operation }: Entry, values: Values): string {
  const query = new URLSearchParams();
  for (const { name, in: place } of operation.parameters ?? []) {
    const value = values[name] ?? "";
    if (place === "query" && value !== "") query.set(name, value);
  }
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? "";
    return value === "" ? whole : encodeURIComponent(value);
  });
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

async function send(method: string, url: string, body: string | null): Promise<Answer> {
  const startedMs = performance.now();
  const { token } = client.authStore;
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === null ? {} : { "content-type": "application/json" }),
      ...(token === "" ? {} : { authorization: token }),
    },
    ...(body === null ? {} : { body }),
  });
  const text = await response.text();
  const durationMs = Math.round(performance.now() - startedMs);
  const shown = isJson(text) ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return { status: response.status, durationMs, text: shown.slice(0, MAX_SHOWN_LENGTH) };
}

/** For a shell, with the token in a variable. */
function commandOf({ method, url, body }: { method: string; url: string; body: string | null }): string {
  const lines = [`curl -X ${method} ${quoted(url)}`, `  -H "Authorization: $TOKEN"`];
  if (body !== null) lines.push(`  -H 'Content-Type: application/json'`, `  -d ${quoted(body)}`);
  return lines.join(" \\\n");
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
