import { useState } from "react";
import type { ReactElement } from "react";
import { client } from "../../api/client.ts";
import { collections, loadCollections } from "../../api/collections.ts";
import { useTask } from "../../api/use-task.ts";
import { Alert } from "../../components/alert.tsx";
import { Chip } from "../../components/chip.tsx";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadJson } from "../../components/code/languages.ts";
import { Confirm } from "../../components/dialog.tsx";
import { Switch } from "../../components/inputs.tsx";
import { navigate } from "../../state/route.ts";
import { useStore } from "../../state/store.ts";
import { showToast } from "../../state/toasts.ts";
import { forgetUnsaved, useUnsavedGuard } from "../../state/unsaved.ts";
import { text } from "../../texts/text.ts";
import { ConversionNotes } from "./conversion-notes.tsx";
import { planImport, type PlannedCollection } from "./import-plan.ts";
import { useExport } from "./use-export.ts";

const TONES = { added: "good", changed: "accent", removed: "bad", same: undefined } as const;

/** Collections from JSON: what would change is shown before anything does. */
export function ImportPart(): ReactElement {
  const list = useStore(collections).list ?? [];
  const [typed, setTyped] = useState("");
  const [deletesMissing, setDeletesMissing] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const { isRunning, problem, run } = useTask();
  useUnsavedGuard(typed !== "");
  const { given, invalid, problem: conversionProblem } = useExport(typed);
  const plan = given === null ? [] : planImport(list, given.collections, deletesMissing);
  const destroyed = plan.filter(({ kind, changes }) => kind === "removed" || changes.some(({ isGrave }) => isGrave));
  const { transfer } = text;
  const start = async (): Promise<void> => {
    setAsked(false);
    if (given === null) return;
    const isDone = await run(async () => {
      await client.collections.import([...given.collections], deletesMissing);
    });
    if (!isDone) return;
    forgetUnsaved();
    await loadCollections();
    showToast(transfer.imported(given.collections.length));
    navigate("#/collections");
  };
  return (
    <div className="stack">
      <ImportSource typed={typed} problem={invalid} onTyped={setTyped} />
      <Switch
        label={transfer.deleteMissing}
        hint={transfer.deleteMissingHint}
        value={deletesMissing}
        onChange={setDeletesMissing}
      />
      <ConversionNotes notes={given?.converted ?? []} />
      {plan.length === 0 ? null : <Plan plan={plan} />}
      <Alert message={problemText(problem ?? conversionProblem)} />
      <div>
        <button
          type="button"
          className="button primary"
          aria-busy={isRunning}
          disabled={plan.every(({ kind }) => kind === "same")}
          onClick={() => (destroyed.length > 0 ? setAsked(true) : void start())}
        >
          {transfer.start}
        </button>
      </div>
      {isAsked ? (
        <Confirm
          title={transfer.confirmTitle}
          message={transfer.confirmMessage(destroyed.map(({ name }) => name).join(", "))}
          action={transfer.start}
          onConfirm={() => void start()}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </div>
  );
}

interface ImportSourceProps {
  readonly typed: string;
  readonly problem: string | undefined;
  readonly onTyped: (typed: string) => void;
}

function ImportSource({ typed, problem, onTyped }: ImportSourceProps): ReactElement {
  const { transfer } = text;
  return (
    <>
      <label className="button drop-button">
        {transfer.file}
        <input
          type="file"
          className="hidden-visually"
          accept=".json,application/json"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) void file.text().then(onTyped);
          }}
        />
      </label>
      <CodeEditor
        label={transfer.json}
        description={problem}
        isInvalid={problem !== undefined}
        language={loadJson}
        minHeight="160px"
        maxHeight="320px"
        placeholder={transfer.paste}
        value={typed}
        onChange={onTyped}
      />
      <Alert message={problem} />
    </>
  );
}

function problemText(problem: ReturnType<typeof useTask>["problem"]): string | undefined {
  if (problem === null) return undefined;
  return [problem.message, ...Object.values(problem.fields)].join(" ");
}

function Plan({ plan }: { plan: readonly PlannedCollection[] }): ReactElement {
  const { transfer } = text;
  return (
    <section className="stack tight" aria-label={transfer.plan}>
      <h2 className="part-title">{transfer.plan}</h2>
      <ul className="plan-list">
        {plan.map(({ name, kind, changes }) => (
          <li key={`${kind}-${name}`}>
            <div className="row">
              <Chip {...(TONES[kind] === undefined ? {} : { tone: TONES[kind] })}>{transfer.kinds[kind]}</Chip>
              <strong>{name}</strong>
            </div>
            {changes.length === 0 ? null : (
              <ul>
                {changes.map((change) => (
                  <li key={change.text} className={change.isGrave ? "change grave" : "change"}>
                    {change.text}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
