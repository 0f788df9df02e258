import { useEffect, useState } from "react";
import { client } from "./client.ts";

const MARKED_MS = 4000;
const GATHER_MS = 150;

export interface Live {
  readonly state: "connecting" | "live" | "off";
  /** Ids of the records that were changed a moment ago. */
  readonly changed: ReadonlySet<string>;
}

/** Follows the changes of a collection's records. Many changes in a moment call `onChange` once. */
export function useLive(collection: string | null, onChange: () => void): Live {
  const [state, setState] = useState<Live["state"]>("connecting");
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (collection === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const marks = new Set<ReturnType<typeof setTimeout>>();
    const subscribed = client.collection(collection).subscribe("*", ({ record: { id } }) => {
      setChanged((before) => new Set([...before, id]));
      marks.add(setTimeout(() => setChanged((before) => new Set([...before].filter((one) => one !== id))), MARKED_MS));
      clearTimeout(timer);
      timer = setTimeout(onChange, GATHER_MS);
    });
    subscribed.then(
      () => isOver || setState("live"),
      () => isOver || setState("off"),
    );
    return () => {
      isOver = true;
      clearTimeout(timer);
      for (const mark of marks) clearTimeout(mark);
      subscribed.then(
        (unsubscribe) => unsubscribe(),
        () => undefined,
      );
    };
  }, [collection, onChange]);
  return { state: collection === null ? "off" : state, changed };
}
