import { useCallback, useEffect, useRef, useState } from "react";
import { changeRecords } from "../../api/change-records.ts";
import type { ManyResult, Progress, RecordChange } from "../../api/change-records.ts";

export interface Many {
  /** Null while nothing is being done. */
  readonly progress: Progress | null;
  readonly run: (collection: string, changes: readonly RecordChange[]) => Promise<ManyResult>;
  readonly stop: () => void;
}

/** Work with many records, with its progress; it ends with the part of the page that has started it. */
export function useMany(): Many {
  const [progress, setProgress] = useState<Progress | null>(null);
  const controller = useRef(new AbortController());
  useEffect(() => () => controller.current.abort(), []);
  const run = useCallback(async (collection: string, changes: readonly RecordChange[]) => {
    controller.current = new AbortController();
    setProgress({ done: 0, total: changes.length });
    const options = { onProgress: setProgress, signal: controller.current.signal };
    const result = await changeRecords(collection, changes, options);
    setProgress(null);
    return result;
  }, []);
  return { progress, run, stop: useCallback(() => controller.current.abort(), []) };
}

/** What another try is about: done twice, numbers would be increased twice. */
export function leftOf(ids: readonly string[], failed: ReadonlyMap<string, string>): readonly string[] {
  return failed.size === 0 ? ids : [...failed.keys()];
}
