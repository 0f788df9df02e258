import { useEffect, useState } from "react";
import type { AuditEntry } from "../../api/audit-log.ts";
import { client } from "../../api/client.ts";
import { findCollection } from "../../api/collections.ts";
import { recordName } from "../records/record-name.ts";

/** By the id of the account. Accounts that are gone have none. */
export type ActorNames = ReadonlyMap<string, string>;

const ASKED_AT_ONCE = 50;

/** What the accounts are called that made the changes. */
export function useActorNames(entries: readonly AuditEntry[]): ActorNames {
  const [names, setNames] = useState<ActorNames>(new Map());
  useEffect(() => {
    let isOver = false;
    const missing = Map.groupBy(
      entries.filter(({ actor }) => actor !== "" && !names.has(actor)),
      ({ actorCollection }) => actorCollection,
    );
    for (const [collection, some] of missing) {
      if (findCollection(collection) === undefined) continue;
      const ids = [...new Set(some.map(({ actor }) => actor))].slice(0, ASKED_AT_ONCE);
      loadNames(collection, ids).then(
        (found) => isOver || setNames((before) => new Map([...before, ...found])),
        // The ids say enough.
        () => undefined,
      );
    }
    return () => {
      isOver = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- names that come are no reason to ask again
  }, [entries]);
  return names;
}

async function loadNames(collection: string, ids: readonly string[]): Promise<[string, string][]> {
  const filter = ids.map((id) => client.filter("id = {:id}", { id })).join(" || ");
  const { items } = await client.collection(collection).getList(1, ids.length, { filter, skipTotal: true });
  return items.map((record) => [record.id, recordName(record)]);
}
