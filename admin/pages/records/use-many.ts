import { useCallback, useEffect, useRef, useState } from "react";
import { forEachRecord } from "../../api/many-records.ts";
import type { ManyResult, Progress } from "../../api/many-records.ts";

export interface Many {
  /** Null while nothing is being done. */
  readonly progress: Progress | null;
  readonly run: (ids: readonly string[], work: (id: string) => Promise<unknown>) => Promise<ManyResult>;
  readonly stop: () => void;
}

/** Work with many records, with its progress; it ends with the part of the page that has started it. */
export function useMany(): Many {
  const [progress, setProgress] = useState<Progress | null>(null);
  const controller = useRef(new AbortController());
  useEffect(() => () => controller.current.abort(), []);
  const run = useCallback(async (ids: readonly string[], work: (id: string) => Promise<unknown>) => {
    controller.current = new AbortController();
    setProgress({ done: 0, total: ids.length });
    const result = await forEachRecord(ids, work, { onProgress: setProgress, signal: controller.current.signal });
    setProgress(null);
    return result;
  }, []);
  return { progress, run, stop: useCallback(() => controller.current.abort(), []) };
}
