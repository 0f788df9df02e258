import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "../../api/client.ts";
import { toProblem } from "../../api/problem.ts";
import { text } from "../../texts/text.ts";

interface OpenRecord {
  /** Null while it loads, and for one that is yet to be made. */
  readonly record: RecordModel | null;
  readonly problem: string | undefined;
  /** It was changed by others since it was loaded. */
  readonly isStale: boolean;
  readonly reload: () => void;
}

/** The record that is open. What is edited must not change underneath: it is loaded once, and again when it is asked for. */
export function useRecord(
  collection: CollectionModel,
  id: string | null,
  now: RecordModel | null | undefined,
): OpenRecord {
  const [record, setRecord] = useState<RecordModel | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isStale, setStale] = useState(false);
  const { name } = collection;
  const latest = useRef(now);
  latest.current = now;
  // What was told before the record was loaded is older than it, and may differ from it.
  const known = useRef(now);
  const load = useCallback(async () => {
    if (id === null) return;
    known.current = latest.current;
    try {
      setRecord(await client.collection(name).getOne(id));
      setStale(false);
      setProblem(undefined);
    } catch (error) {
      const { status, message } = toProblem(error);
      setProblem(status === 404 ? text.record.missing : message);
    }
  }, [name, id]);
  useEffect(() => void load(), [load]);
  const isOther = useMemo(() => differs(collection, record, now), [collection, record, now]);
  const isChanged = now !== known.current && isOther;
  useEffect(() => {
    if (now === undefined || now === known.current) return;
    // The latest word counts: what was told late of an earlier change is no change of what is open.
    setStale(isChanged);
    if (now === null) setProblem(text.record.missing);
  }, [now, isChanged]);
  return { record, problem, isStale, reload: () => void load() };
}

/** Whether a change was made to what is open here, other than one that was made before it was opened. */
function differs(collection: CollectionModel, open: RecordModel | null, now: RecordModel | null | undefined): boolean {
  if (open === null || now === undefined || now === null) return false;
  return collection.fields.some(({ name }) => JSON.stringify(open[name]) !== JSON.stringify(now[name]));
}
