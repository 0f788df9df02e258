import type { ReactElement } from "react";
import type { RuleOperand, RulePart, RulePartComparison } from "../../api/rule-test.ts";
import { Icon } from "../../components/icon.tsx";
import { text } from "../../texts/text.ts";

interface RuleTextProps {
  readonly rule: string;
  readonly part: RulePart;
}

/** A rule as it is written. Each comparison says whether it holds, those that decide stand out, and below are the values of their names. */
export function RuleText({ rule, part }: RuleTextProps): ReactElement {
  const words = text.ruleTester;
  const comparisons = comparisonsOf(part).toSorted((a, b) => a.start - b.start);
  return (
    <>
      <pre className="rule-text">
        <code>
          {comparisons.map((one, index) => (
            <span key={one.start}>
              {rule.slice(comparisons[index - 1]?.end ?? 0, one.start)}
              <Comparison part={one} source={rule.slice(one.start, one.end)} />
            </span>
          ))}
          {rule.slice(comparisons.at(-1)?.end ?? 0)}
        </code>
      </pre>
      {isTogether(part) ? <p className="hint">{words.notTogether}</p> : null}
      <Values comparisons={comparisons} />
    </>
  );
}

function Comparison({ part: { holds, decides }, source }: { part: RulePartComparison; source: string }): ReactElement {
  const words = text.ruleTester;
  const state = holds === null ? "skipped" : holds ? "holds" : "fails";
  const name = holds === null ? words.notAsked : holds ? words.holds : words.fails;
  return (
    <mark
      className={`rule-mark ${state}${decides ? " decides" : ""}`}
      data-tooltip={decides ? words.decides : undefined}
    >
      <Icon name={holds === null ? "minus" : holds ? "check" : "close"} />
      <span className="hidden-visually">
        {name} {decides ? `${words.decides}: ` : ""}
      </span>
      {source}
    </mark>
  );
}

/** What the names and functions of the rule stand for; first of the parts that decide. */
function Values({ comparisons }: { comparisons: readonly RulePartComparison[] }): ReactElement | null {
  const words = text.ruleTester;
  const known = new Map<string, { readonly shown: string; readonly decides: boolean }>();
  for (const { left, right, decides } of comparisons.toSorted((a, b) => Number(b.decides) - Number(a.decides))) {
    for (const operand of [left, right]) {
      const shown = shownValues(operand);
      if (shown !== null && !known.has(operand.text)) known.set(operand.text, { shown, decides });
    }
  }
  if (known.size === 0) return null;
  return (
    <ul className="rule-values" aria-label={words.values}>
      {[...known].map(([name, { shown, decides }]) => (
        <li key={name} className={decides ? "break" : "break muted"}>
          {name} → <code>{shown === "" ? words.noValue : shown}</code>
        </li>
      ))}
    </ul>
  );
}

/** Null for what stands for itself, such as `true` and literals. */
function shownValues({ text: source, values }: RuleOperand): string | null {
  if (values === null) return null;
  const shown = values.map((value) => JSON.stringify(value)).join(", ");
  return shown === source ? null : shown;
}

/** With `decides` also for those of a group that decides as a whole. */
function comparisonsOf(part: RulePart): readonly RulePartComparison[] {
  if (part.kind === "comparison") return [part];
  const inner = part.parts.flatMap(comparisonsOf);
  return part.decides ? inner.map((one) => ({ ...one, decides: true })) : inner;
}

/** Whether a group decides whose parts hold alone. */
function isTogether(part: RulePart): boolean {
  if (part.kind === "comparison") return false;
  return (part.decides && part.holds !== null) || part.parts.some(isTogether);
}
