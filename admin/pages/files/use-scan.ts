import { useCallback, useEffect, useRef, useState } from "react";
import { toProblem } from "../../api/problem.ts";
import { loadStoredFiles } from "../../api/stored-files.ts";
import { NOTHING, withFiles, withoutFiles } from "./findings.ts";
import type { Findings } from "./findings.ts";

/** Then the reader is asked: a bucket takes a request for each thousand. */
const FILES_AT_ONCE = 20_000;

interface Scan {
  readonly findings: Findings;
  readonly state: "running" | "paused" | "done";
  readonly problem: string | undefined;
  /** Looks at more files, after those that it has seen. */
  readonly resume: () => void;
  readonly pause: () => void;
  readonly restart: () => void;
  readonly forget: (keys: ReadonlySet<string>) => void;
}

interface Found {
  readonly findings: Findings;
  /** Where to go on; null at the end. */
  readonly next: string | null;
}

const BEGIN: Found = { findings: NOTHING, next: "" };

/** Looks at the stored files page by page. */
export function useScan(): Scan {
  const [found, setFound] = useState<Found>(BEGIN);
  const [isRunning, setRunning] = useState(true);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const stop = useRef(new AbortController());
  const run = useCallback(async (from: Found) => {
    stop.current.abort();
    const { signal } = (stop.current = new AbortController());
    setRunning(true);
    setProblem(undefined);
    let current = from;
    const until = from.findings.total.files + FILES_AT_ONCE;
    try {
      while (current.next !== null && current.findings.total.files < until) {
        const { files, next } = await loadStoredFiles(current.next, signal);
        if (signal.aborted) return;
        current = { findings: withFiles(current.findings, files), next };
        setFound(current);
      }
    } catch (error) {
      if (!signal.aborted) setProblem(toProblem(error).message);
    } finally {
      if (!signal.aborted) setRunning(false);
    }
  }, []);
  useEffect(() => {
    void run(BEGIN);
    return () => stop.current.abort();
  }, [run]);
  return {
    findings: found.findings,
    state: isRunning ? "running" : found.next === null ? "done" : "paused",
    problem,
    resume: () => void run(found),
    pause() {
      stop.current.abort();
      setRunning(false);
    },
    restart() {
      setFound(BEGIN);
      void run(BEGIN);
    },
    forget: (keys) => setFound((before) => ({ ...before, findings: withoutFiles(before.findings, keys) })),
  };
}
