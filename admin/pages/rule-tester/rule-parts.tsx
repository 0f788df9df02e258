import type { ReactElement } from "react";
import type { RuleOperand, RulePart, RulePartComparison } from "../../api/rule-test.ts";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";

/** A rule as the tree of its parts. Those that decide stand out; each says whether it holds, and what its names stand for. */
export function RuleParts({ part }: { part: RulePart }): ReactElement {
  if (part.kind !== "comparison") return <Group part={part} />;
  return (
    <div className="rule-parts">
      <Comparison part={part} />
    </div>
  );
}

function Group({ part }: { part: Exclude<RulePart, RulePartComparison> }): ReactElement {
  const words = text.ruleTester;
  return (
    <div className="rule-parts">
      <p className="rule-join">
        <Sign holds={part.holds} />
        {words.joins[part.kind]}
        {part.decides ? <strong>{words.notTogether}</strong> : null}
      </p>
      <ul>
        {part.parts.map((one, index) => (
          <li key={index}>{one.kind === "comparison" ? <Comparison part={one} /> : <Group part={one} />}</li>
        ))}
      </ul>
    </div>
  );
}

function Comparison({ part }: { part: RulePartComparison }): ReactElement {
  const { text: source, holds, decides, left, right } = part;
  return (
    <div className={decides ? "rule-part decides" : "rule-part"}>
      <Sign holds={holds} />
      <div className="stack tight">
        <code className="break">{source}</code>
        {[left, right].map((operand, index) => (
          <Values key={index} operand={operand} />
        ))}
      </div>
      {decides ? <span className="chip push">{text.ruleTester.decides}</span> : null}
    </div>
  );
}

function Sign({ holds }: { holds: boolean | null }): ReactElement {
  const words = text.ruleTester;
  const name = holds === null ? words.notAsked : holds ? words.holds : words.fails;
  return (
    <span className={holds === null ? "muted" : holds ? "part-holds" : "part-fails"}>
      <Icon name={holds === null ? "minus" : holds ? "check" : "close"} />
      <span className="hidden-visually">{name}</span>
    </span>
  );
}

/** What a name or function of the rule stands for. */
function Values({ operand: { text: source, values } }: { operand: RuleOperand }): ReactElement | null {
  if (values === null) return null;
  const shown = values.map((value) => JSON.stringify(value)).join(", ");
  // `true` stands for itself.
  if (shown === source) return null;
  return (
    <span className="rule-values break">
      {source} → <code>{shown === "" ? text.ruleTester.noValue : shown}</code>
    </span>
  );
}
