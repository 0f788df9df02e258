import { useCallback, useState } from "react";
import { toProblem } from "./problem.ts";
import type { Problem } from "./problem.ts";

export interface Task {
  readonly isRunning: boolean;
  readonly problem: Problem | null;
  /** True when it succeeded. A second start while it runs does nothing. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>;
}

/** One action at a time, such as saving a form, with what went wrong the last time. */
export function useTask(): Task {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = useCallback(
    async (work: () => Promise<void>) => {
      if (isRunning) return false;
      setRunning(true);
      setProblem(null);
      try {
        await work();
        return true;
      } catch (error) {
        setProblem(toProblem(error));
        return false;
      } finally {
        setRunning(false);
      }
    },
    [isRunning],
  );
  return { isRunning, problem, run };
}
