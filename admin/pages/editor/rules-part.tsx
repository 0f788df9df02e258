import { useState } from "react";
import type { ReactElement } from "react";
import { findCollection } from "../../api/collections.ts";
import { Icon } from "../../components/icon.tsx";
import { lazyDialog } from "../../components/lazy-dialog.tsx";
import { editorText } from "../../texts/editor/editor-text.ts";
import { text } from "../../texts/text.ts";
import { modelOf } from "./draft.ts";
import { textOf, type PartProps } from "./part.ts";
import { RuleInput } from "./rule-input.tsx";

const READ_RULES = ["listRule", "viewRule"] as const;
const WRITE_RULES = ["createRule", "updateRule", "deleteRule"] as const;

const RuleTester = lazyDialog(() => import("../rule-tester/rule-tester.tsx").then((module) => module.RuleTester));

/** Who may do what with the records. */
export function RulesPart({ draft, errors, onValue }: PartProps): ReactElement {
  const collection = modelOf(draft);
  const names = draft.values["type"] === "view" ? READ_RULES : [...READ_RULES, ...WRITE_RULES];
  const { rules } = editorText;
  return (
    <div className="stack loose">
      <p className="hint">{rules.intro}</p>
      <TesterButton draft={draft} />
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

/** Opens the tester with the rules as they are edited. A collection that is not stored yet has nothing to test them on. */
function TesterButton({ draft }: Pick<PartProps, "draft">): ReactElement | null {
  const [isOpen, setOpen] = useState(false);
  const stored = findCollection(textOf(draft.values["id"]));
  if (stored === undefined) return null;
  const names = [...READ_RULES, ...WRITE_RULES, ...(stored.type === "auth" ? ["manageRule", "authRule"] : [])];
  const edited = names.map((name) => [name, (draft.values[name] as string | null | undefined) ?? null]);
  return (
    <div className="row">
      <button type="button" className="button small" onClick={() => setOpen(true)}>
        <Icon name="shield" />
        {text.ruleTester.open}
      </button>
      {isOpen ? (
        <RuleTester collection={stored} rules={Object.fromEntries(edited)} onClose={() => setOpen(false)} />
      ) : null}
    </div>
  );
}
