import { useId, useMemo, useState } from "react";
import type { ReactElement, ReactNode } from "react";
import type { CollectionModel } from "pocketbase";
import { ruleReason } from "../../api/rule-reason.ts";
import { Chip } from "../../components/chip.tsx";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadFilter } from "../../components/code/languages.ts";
import { Icon } from "../../components/icon.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { completeRule } from "./rule-completion.ts";

interface RuleStates {
  readonly locked: string;
  readonly lockedHint: string;
  readonly everyone: string;
  readonly everyoneHint: string;
}

interface RuleInputProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** Null: superusers only. */
  readonly value: string | null;
  /** As edited, for completion. */
  readonly collection: CollectionModel;
  readonly error: string | undefined;
  /** Rules that are never locked. */
  readonly isAlwaysOpen?: boolean;
  /** How its states are called where they mean something else than for the other rules. */
  readonly states?: RuleStates;
  readonly onChange: (value: string | null) => void;
}

/** A rule, with who passes it said in plain words: nobody but superusers, everyone, or those for whom it holds. */
export function RuleInput(props: RuleInputProps): ReactElement {
  const { label, hint, value, collection, isAlwaysOpen = false, onChange } = props;
  const error = props.error === undefined ? undefined : ruleReason(props.error);
  const id = useId();
  const [isOpened, setOpened] = useState(false);
  const unlock = (): void => {
    setOpened(true);
    onChange("");
  };
  const complete = useMemo(() => completeRule(collection), [collection]);
  const { rules } = editorText;
  const { locked, lockedHint, everyone, everyoneHint } = props.states ?? rules;
  return (
    <div className="rule" role="group" aria-labelledby={id} data-locked={value === null}>
      <div className="rule-head">
        <span id={id} className="label">
          {label}
        </span>
        {value === null ? (
          <Chip>{locked}</Chip>
        ) : value.trim() === "" && !isAlwaysOpen ? (
          <Chip tone={props.states === undefined ? "warn" : "good"}>{everyone}</Chip>
        ) : null}
        {isAlwaysOpen ? null : (
          <button
            type="button"
            className="button small quiet push"
            onClick={() => (value === null ? unlock() : onChange(null))}
          >
            <Icon name={value === null ? "edit" : "lock"} />
            {value === null ? rules.unlock : locked}
          </button>
        )}
      </div>
      {value === null ? (
        <button type="button" className="rule-locked" onClick={unlock}>
          <Icon name="lock" />
          {lockedHint}
        </button>
      ) : (
        <CodeEditor
          label={label}
          hasAutoFocus={isOpened}
          description={error}
          isInvalid={error !== undefined}
          placeholder={isAlwaysOpen ? rules.noCondition : everyoneHint}
          language={loadFilter}
          complete={complete}
          value={value}
          onChange={onChange}
        />
      )}
      {error === undefined ? null : (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      {hint === undefined ? null : <p className="hint">{hint}</p>}
    </div>
  );
}
