import { useEffect, useState } from "react";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { bodyOf, type Draft } from "./draft.ts";

/** Longer than a pause within a rule: half of one is always wrong. */
const DELAY_MS = 1000;
const NONE: Readonly<Record<string, string>> = {};

/** What the server would find wrong with the draft, asked once nothing was typed for a moment. Nothing is changed by it. */
export function useCheck(draft: Draft | null, isActive: boolean): Readonly<Record<string, string>> {
  const [errors, setErrors] = useState(NONE);
  useEffect(() => {
    if (draft === null || !isActive) {
      setErrors(NONE);
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      client.send("/api/collections/meta/dry-run", { method: "POST", body: bodyOf(draft) }).then(
        () => {
          if (isCurrent) setErrors(NONE);
        },
        (error: unknown) => {
          if (isCurrent) setErrors(toProblem(error).fields);
        },
      );
    }, DELAY_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [draft, isActive]);
  return errors;
}
