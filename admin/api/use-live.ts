import { useEffect, useState } from "react";
import type { RecordModel } from "pocketbase";
import { client } from "./client.ts";

const MARKED_MS = 4000;
const GATHER_MS = 200;
/** What is in sight is less. */
const MARKED_AT_MOST = 500;

/** Null for what was deleted. */
export type Changed = ReadonlyMap<string, RecordModel | null>;

export interface Live {
  readonly state: "connecting" | "live" | "off";
  /** The records that were changed a moment ago, by id, as they are now. */
  readonly changed: Changed;
}

/**
 * Follows the changes of a collection's records. Many changes in a moment are shown together and call `onChange` once; so does a
 * new connection after one was lost, because of what was missed.
 */
export function useLive(collection: string | null, onChange: () => void): Live {
  const [state, setState] = useState<Live["state"]>("connecting");
  const [changed, setChanged] = useState<Changed>(new Map());
  useEffect(() => {
    if (collection === null) return;
    let gathered = new Map<string, RecordModel | null>();
    let isOver = false;
    let isLost = false;
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const later = (ms: number, work: () => void): void => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        work();
      }, ms);
      timers.add(timer);
    };
    const show = (): void => {
      const shown = gathered;
      gathered = new Map();
      setChanged((before) => new Map([...before, ...shown].slice(-MARKED_AT_MOST)));
      // A later change of the same record has a mark of its own.
      const unmark = (): void =>
        setChanged((before) => new Map([...before].filter(([id, record]) => shown.get(id) !== record)));
      later(MARKED_MS, unmark);
      onChange();
    };
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
    const subscribed = client.collection(collection).subscribe("*", ({ action, record }) => {
      if (gathered.size === 0) later(GATHER_MS, show);
      gathered.set(record.id, action === "delete" ? null : record);
    });
    subscribed.then(
      () => isOver || setState("live"),
      () => isOver || setState("off"),
    );
    return () => {
      isOver = true;
      delete realtime.onDisconnect;
      for (const timer of timers) clearTimeout(timer);
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
