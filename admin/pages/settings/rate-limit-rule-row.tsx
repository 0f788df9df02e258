import type { ReactElement } from "react";
import type { RateLimitRule } from "../../api/settings.ts";
import { Field } from "../../components/field.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { SelectField } from "../../components/inputs.tsx";
import { text } from "../../texts/text.ts";
import { WholeNumberField } from "./whole-number-field.tsx";

interface RateLimitRuleRowProps {
  readonly rule: RateLimitRule;
  readonly number: number;
  readonly labelsId: string;
  readonly errorOf: (name: string) => string | undefined;
  readonly onChange: (rule: RateLimitRule) => void;
  readonly onRemove: () => void;
}

export function RateLimitRuleRow(props: RateLimitRuleRowProps): ReactElement {
  const { rule, number, labelsId, errorOf, onChange, onRemove } = props;
  const words = text.rateLimits;
  return (
    <div className="limit-rule" role="group" aria-label={words.rule(number)}>
      <Field label={words.label} error={errorOf("label")}>
        {(described) => (
          <input
            {...described}
            className="input code"
            list={labelsId}
            autoComplete="off"
            spellCheck={false}
            placeholder="posts:list"
            value={rule.label}
            onChange={(event) => onChange({ ...rule, label: event.target.value })}
          />
        )}
      </Field>
      <WholeNumberField
        label={words.maxRequests}
        error={errorOf("maxRequests")}
        value={rule.maxRequests}
        onChange={(maxRequests) => onChange({ ...rule, maxRequests })}
      />
      <WholeNumberField
        label={words.duration}
        error={errorOf("duration")}
        value={rule.duration}
        onChange={(duration) => onChange({ ...rule, duration })}
      />
      <SelectField
        label={words.audience}
        error={errorOf("audience")}
        options={[
          { value: "", label: words.everyone },
          { value: "@guest", label: words.guests },
          { value: "@auth", label: words.signedIn },
        ]}
        value={rule.audience}
        onChange={(audience) => onChange({ ...rule, audience })}
      />
      <IconButton icon="trash" label={words.remove(number)} look="quiet danger" onClick={onRemove} />
    </div>
  );
}
