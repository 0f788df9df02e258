import type { ReactElement } from "react";
import { text } from "../../texts/text.ts";
import { modelOf } from "./draft.ts";
import type { PartProps } from "./part.ts";
import { RuleInput } from "./rule-input.tsx";

const READ_RULES = ["listRule", "viewRule"] as const;
const WRITE_RULES = ["createRule", "updateRule", "deleteRule"] as const;

/** Who may do what with the records. */
export function RulesPart({ draft, errors, onValue }: PartProps): ReactElement {
  const collection = modelOf(draft);
  const names = draft.values["type"] === "view" ? READ_RULES : [...READ_RULES, ...WRITE_RULES];
  const { rules } = text.editor;
  return (
    <div className="stack loose">
      <p className="hint">{rules.intro}</p>
      {names.map((name) => (
        <RuleInput
          key={name}
          label={rules.names[name]}
          hint={rules.hints[name]}
          value={(draft.values[name] as string | null | undefined) ?? null}
          collection={collection}
          error={errors[name]}
          onChange={(value) => onValue(name, value)}
        />
      ))}
      {draft.values["type"] !== "auth" ? null : (
        <RuleInput
          label={rules.names.manageRule}
          hint={rules.hints.manageRule}
          value={(draft.values["manageRule"] as string | null | undefined) ?? null}
          collection={collection}
          error={errors["manageRule"]}
          onChange={(value) => onValue("manageRule", value)}
        />
      )}
    </div>
  );
}
