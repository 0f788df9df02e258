import { DatabaseListener } from "./database-listener.ts";
import { CHANGES_CHANNEL, parseForeignChange } from "./foreign-changes.ts";
import { EVENT_CHANNEL } from "./nodes/event-schema.ts";
import type { PostgresEventLog } from "./nodes/postgres-event-log.ts";
import type { TableVersions } from "./table-versions.ts";

export interface ListenOptions {
  readonly url: string;
  readonly versions: TableVersions;
  /** Null where this is the only server. */
  readonly events: PostgresEventLog | null;
  /** To be called where the schema may have changed. */
  readonly schemaChanged: () => void;
}

/** Hears what other programs write, and other servers. */
export function listen({ url, versions, events, schemaChanged }: ListenOptions): Promise<DatabaseListener> {
  const channels = new Map([[CHANGES_CHANNEL, foreignChange]]);
  function foreignChange(payload: string): void {
    const { schemaName, table } = parseForeignChange(payload);
    if (schemaName === "public") versions.changedByOthers(table.toLowerCase());
  }
  if (events !== null) channels.set(EVENT_CHANNEL, (payload) => events.notified(payload));
  const hears = (isHearing: boolean): void => {
    versions.hears(isHearing);
    if (!isHearing) return;
    schemaChanged();
    events?.look();
  };
  return DatabaseListener.open({ url, channels, hears });
}
