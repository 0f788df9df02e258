import type { ReactElement } from "react";
import type { RuleAnswer, RuleOutcome } from "../../api/rule-test.ts";
import { Chip } from "../../components/chip.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { text } from "../../texts/text.ts";
import { RuleText } from "./rule-text.tsx";

/** What is allowed, operation by operation, and why. */
export function OutcomeList({ answer }: { answer: RuleAnswer | null }): ReactElement {
  const words = text.ruleTester;
  if (answer === null) return <Skeleton lines={5} />;
  const { visible } = answer;
  return (
    <ul className="outcomes" aria-label={words.outcomes} aria-live="polite">
      {answer.outcomes.map((outcome) => (
        <li key={outcome.operation} className="box outcome-box">
          <OutcomeHead outcome={outcome} />
          {outcome.operation === "list" && visible !== null ? (
            <p className="hint">{words.visible(visible.count, visible.total)}</p>
          ) : null}
          {outcome.explanation === null ? null : <RuleText rule={outcome.rule ?? ""} part={outcome.explanation} />}
        </li>
      ))}
    </ul>
  );
}

function OutcomeHead({
  outcome: { operation, isAllowed, reason, status, message },
}: {
  outcome: RuleOutcome;
}): ReactElement {
  const words = text.ruleTester;
  return (
    <>
      <div className="row">
        <h3>{words.operations[operation] ?? operation}</h3>
        {isAllowed === null ? (
          <Chip>{words.unknown}</Chip>
        ) : (
          <Chip tone={isAllowed ? "good" : "bad"}>{isAllowed ? words.allowed : words.refused}</Chip>
        )}
        {status === null ? null : <span className="hint push">{words.status(status)}</span>}
      </div>
      {reason === "rule" ? null : (
        <p className={reason === "invalid" ? "error break" : "hint"}>
          {reason === "invalid" ? words.invalid(message) : words.reasons[reason]}
        </p>
      )}
    </>
  );
}
