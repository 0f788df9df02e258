import type { ReactElement } from "react";
import { CodeEditor } from "../../components/code/code-editor.tsx";
import { loadFilter } from "../../components/code/languages.ts";
import { Field, TextField } from "../../components/field.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { text } from "../../texts/text.ts";

export interface ChannelRule {
  readonly channel: string;
  /** Null: superusers only. "": everyone. */
  readonly join: string | null;
  readonly broadcast: string | null;
}

interface ChannelRuleBoxProps {
  readonly rule: ChannelRule;
  readonly number: number;
  readonly count: number;
  readonly error: { readonly action: string; readonly why: string } | null;
  readonly onChange: (rule: ChannelRule) => void;
  readonly onRemove: () => void;
  readonly onMove: (step: -1 | 1) => void;
}

export function ChannelRuleBox(props: ChannelRuleBoxProps): ReactElement {
  const { rule, number, count, error, onChange, onRemove, onMove } = props;
  const words = text.channels;
  const errorOf = (action: string): string | undefined => (error?.action === action ? error.why : undefined);
  return (
    <section className="box padded stack" aria-label={words.rule(number)}>
      <div className="row nowrap channel-head">
        <div className="grow">
          <TextField
            label={words.channel}
            hint={words.channelHint}
            error={errorOf("channel")}
            value={rule.channel}
            onChange={(channel) => onChange({ ...rule, channel })}
          />
        </div>
        <div className="row nowrap">
          <IconButton icon="up" label={words.up(number)} disabled={number === 1} onClick={() => onMove(-1)} />
          <IconButton icon="down" label={words.down(number)} disabled={number === count} onClick={() => onMove(1)} />
          <IconButton icon="trash" label={words.remove(number)} look="quiet danger" onClick={onRemove} />
        </div>
      </div>
      <div className="pair">
        <RuleField
          label={words.join}
          name={`${words.rule(number)}: ${words.join}`}
          error={errorOf("join")}
          value={rule.join}
          onChange={(join) => onChange({ ...rule, join })}
        />
        <RuleField
          label={words.broadcast}
          name={`${words.rule(number)}: ${words.broadcast}`}
          error={errorOf("broadcast")}
          value={rule.broadcast}
          onChange={(broadcast) => onChange({ ...rule, broadcast })}
        />
      </div>
    </section>
  );
}

interface RuleFieldProps {
  readonly label: string;
  readonly name: string;
  readonly error: string | undefined;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

function RuleField({ label, name, error, value, onChange }: RuleFieldProps): ReactElement {
  const words = text.channels;
  const kind = value === null ? "nobody" : value === "" ? "everyone" : "rule";
  return (
    <div className="stack rule-field">
      <Field label={label} error={error}>
        {(described) => (
          <select
            {...described}
            className="input"
            value={kind}
            onChange={(event) =>
              onChange({ nobody: null, everyone: "", rule: '@request.auth.id != ""' }[event.target.value] ?? null)
            }
          >
            <option value="nobody">{words.nobody}</option>
            <option value="everyone">{words.everyone}</option>
            <option value="rule">{words.byRule}</option>
          </select>
        )}
      </Field>
      {kind === "rule" ? (
        <CodeEditor
          label={name}
          description={error}
          isInvalid={error !== undefined}
          language={loadFilter}
          value={value ?? ""}
          // Empty would be everyone: a blank keeps it a rule while it is written anew.
          onChange={(rule) => onChange(rule === "" ? " " : rule)}
        />
      ) : null}
    </div>
  );
}
