import { useEffect, useMemo, useState } from "react";
import { toProblem } from "../../api/problem.ts";
import type { Problem } from "../../api/problem.ts";
import { convertCollections, type Converted } from "../../api/collections.ts";
import { isOldCollection, parseExport } from "./import-plan.ts";

interface Export {
  /** Null while there is none, or none that can be imported. */
  readonly given: Converted | null;
  /** What is wrong with the text. */
  readonly invalid: string | undefined;
  /** Why it can't be converted. */
  readonly problem: Problem | null;
}

const NONE: Export = { given: null, invalid: undefined, problem: null };

/** The collections of a text. One of before v0.23 is converted by the server, which knows how. */
export function useExport(typed: string): Export {
  const parsed = useMemo(() => (typed.trim() === "" ? null : parseExport(typed)), [typed]);
  const isOld = parsed !== null && typeof parsed !== "string" && parsed.some(isOldCollection);
  const [answer, setAnswer] = useState<{ readonly of: unknown; readonly export: Export } | null>(null);
  useEffect(() => {
    if (!isOld || parsed === null || typeof parsed === "string") return;
    convertCollections(parsed).then(
      (given) => setAnswer({ of: parsed, export: { ...NONE, given } }),
      (error: unknown) => setAnswer({ of: parsed, export: { ...NONE, problem: toProblem(error) } }),
    );
  }, [parsed, isOld]);
  return useMemo(() => {
    if (parsed === null) return NONE;
    if (typeof parsed === "string") return { ...NONE, invalid: parsed };
    if (!isOld) return { ...NONE, given: { collections: parsed, converted: [] } };
    // The answer may be of what was typed before.
    return answer?.of === parsed ? answer.export : NONE;
  }, [parsed, isOld, answer]);
}
