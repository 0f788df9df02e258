import { useEffect, useState } from "react";
import type { RecordModel } from "pocketbase";
import { client } from "./client.ts";

const MARKED_MS = 4000;
const GATHER_MS = 150;

export type Changed = ReadonlyMap<string, RecordModel>;

export interface Live {
  readonly state: "connecting" | "live" | "off";
  /** The records that were changed a moment ago, by id, as they are now. */
  readonly changed: Changed;
}

/**
 * Follows the changes of a collection's records. Many changes in a moment call `onChange` once; so does a new connection after
 * one was lost, because of what was missed.
 */
export function useLive(collection: string | null, onChange: () => void): Live {
  const [state, setState] = useState<Live["state"]>("connecting");
  const [changed, setChanged] = useState<Changed>(new Map());
  useEffect(() => {
    if (collection === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    let isLost = false;
    const marks = new Set<ReturnType<typeof setTimeout>>();
    const { realtime } = client;
    realtime.onDisconnect = (subscriptions) => {
      isLost = subscriptions.length > 0;
      if (isLost) setState("connecting");
    };
    const connected = realtime.subscribe("PB_CONNECT", () => {
      if (isLost) onChange();
      isLost = false;
      setState("live");
    });
    const subscribed = client.collection(collection).subscribe("*", ({ record }) => {
      setChanged((before) => new Map([...before, [record.id, record]]));
      // A later change of the same record has a mark of its own.
      const unmark = (): void => setChanged((before) => new Map([...before].filter(([, one]) => one !== record)));
      marks.add(setTimeout(unmark, MARKED_MS));
      clearTimeout(timer);
      timer = setTimeout(onChange, GATHER_MS);
    });
    subscribed.then(
      () => isOver || setState("live"),
      () => isOver || setState("off"),
    );
    return () => {
      isOver = true;
      delete realtime.onDisconnect;
      clearTimeout(timer);
      for (const mark of marks) clearTimeout(mark);
      for (const subscription of [subscribed, connected]) {
        subscription.then(
          (unsubscribe) => unsubscribe(),
          () => undefined,
        );
      }
    };
  }, [collection, onChange]);
  return { state: collection === null ? "off" : state, changed };
}
