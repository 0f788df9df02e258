import { useEffect, useState } from "react";
import { toProblem } from "../../api/problem.ts";
import type { Problem } from "../../api/problem.ts";
import { testRules } from "../../api/rule-test.ts";
import type { RuleAnswer } from "../../api/rule-test.ts";
import type { Account } from "./account-choice.tsx";
import type { RequestValues } from "./typed-request.ts";

const TYPING_MS = 250;

interface Question {
  readonly account: Account | null;
  /** "" for none. */
  readonly record: string;
  /** Null while it can't be read: the last answer stays. */
  readonly request: RequestValues | null;
  readonly rules: Readonly<Record<string, string | null>>;
}

interface RuleTest {
  readonly answer: RuleAnswer | null;
  readonly problem: Problem | null;
}

/** Asks the server anew a moment after the question has changed. */
export function useRuleTest(collection: string, { account, record, request, rules }: Question): RuleTest {
  const [test, setTest] = useState<RuleTest>({ answer: null, problem: null });
  // An account is chosen in two steps.
  const isWhole = request !== null && account?.record !== "";
  const question = isWhole ? JSON.stringify({ record, auth: account, ...request, rules }) : null;
  useEffect(() => {
    if (question === null) return;
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const answer = await testRules(collection, JSON.parse(question), stop.signal);
        setTest({ answer, problem: null });
      } catch (error) {
        if (!stop.signal.aborted) setTest((before) => ({ ...before, problem: toProblem(error) }));
      }
    };
    const timer = setTimeout(() => void ask(), TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [collection, question]);
  return test;
}
