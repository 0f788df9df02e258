import { useState } from "react";
import type { ReactElement } from "react";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadJson } from "../../components/code/languages.ts";
import { text } from "../../texts/text.ts";
import { PARTS } from "./typed-request.ts";
import type { PartName, TypedParts } from "./typed-request.ts";

interface RequestPartsProps {
  readonly typed: TypedParts;
  readonly problems: Partial<Record<PartName, string>>;
  readonly onChange: (typed: TypedParts) => void;
}

/** The body, query and headers that rules see as `@request.*`, each a JSON object. */
export function RequestParts({ typed, problems, onChange }: RequestPartsProps): ReactElement {
  const words = text.ruleTester;
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="request-parts" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.request}</summary>
      {isOpen
        ? PARTS.map((name) => (
            <div key={name} className="field">
              <span className="label">{words.parts[name]}</span>
              <CodeEditor
                label={words.parts[name]}
                description={problems[name]}
                isInvalid={problems[name] !== undefined}
                placeholder={words.examples[name]}
                language={loadJson}
                minHeight="56px"
                maxHeight="200px"
                value={typed[name]}
                onChange={(value) => onChange({ ...typed, [name]: value })}
              />
              {problems[name] === undefined ? null : (
                <p className="error" role="alert">
                  {problems[name]}
                </p>
              )}
            </div>
          ))
        : null}
    </details>
  );
}
