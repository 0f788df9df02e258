import { useRef, useState } from "react";
import { toProblem } from "../../api/problem.ts";
import type { Problem } from "../../api/problem.ts";
import { loadCollections } from "../../api/collections.ts";
import { runSql } from "../../api/sql.ts";
import type { SqlResult } from "../../api/sql.ts";
import { remember } from "./sql-history.ts";
import { readStatements } from "./sql-statements.ts";

interface Done {
  readonly result: SqlResult;
  /** Another with each run. */
  readonly round: number;
}

interface Failure {
  readonly query: string;
  readonly problem: Problem;
  /** The reader did not want to wait longer. */
  readonly isStopped: boolean;
}

interface SqlRun {
  /** What the last query that succeeded gave. */
  readonly done: Done | null;
  /** Null where the last query succeeded. */
  readonly failure: Failure | null;
  readonly isRunning: boolean;
  readonly run: (query: string) => void;
  readonly stop: () => void;
}

export function useSqlRun(): SqlRun {
  const [done, setDone] = useState<Done | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isRunning, setRunning] = useState(false);
  const controller = useRef(new AbortController());
  const round = useRef(0);
  const run = async (query: string): Promise<void> => {
    const { signal } = (controller.current = new AbortController());
    setRunning(true);
    try {
      const result = await runSql(query, signal);
      round.current += 1;
      setDone({ result, round: round.current });
      setFailure(null);
      remember({ query, atMs: Date.now(), rows: result.rows.length });
      // Tables may have changed with it.
      if (readStatements(query).some(({ verb }) => verb !== "SELECT")) await loadCollections();
    } catch (error) {
      setFailure({ query, problem: toProblem(error), isStopped: signal.aborted });
      if (!signal.aborted) remember({ query, atMs: Date.now(), rows: null });
    } finally {
      setRunning(false);
    }
  };
  return { done, failure, isRunning, run: (query) => void run(query), stop: () => controller.current.abort() };
}
