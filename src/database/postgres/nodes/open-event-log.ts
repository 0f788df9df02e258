import type { Logger } from "../../../lib/log.ts";
import type { PostgresConnection } from "../connection.ts";
import { EVERYTHING } from "../statement-effects.ts";
import type { TableVersions } from "../table-versions.ts";
import { ANY_TABLE } from "./event-batch.ts";
import { EventLink } from "./event-link.ts";
import { PostgresEventLog } from "./postgres-event-log.ts";

export interface EventLogParts {
  readonly open: () => Promise<PostgresConnection>;
  readonly log: Logger;
  readonly versions: TableVersions;
  readonly hasListen: boolean;
  /** To be called where the schema may have changed. */
  readonly schemaChanged: () => void;
}

/** Where no notification comes. */
const LOOK_MS = 1_000;
const LOOK_MS_WITHOUT_LISTEN = 100;
/** Looks are made each second. */
const TRUST_MS = 3_000;

/** The event log of one of several servers, from which the versions of tables follow what the others write. */
export function openEventLog({
  open,
  log,
  versions,
  hasListen,
  schemaChanged,
}: EventLogParts): Promise<PostgresEventLog> {
  const wrote = (tables: readonly string[]): void => {
    for (const table of tables) {
      versions.changed(table === ANY_TABLE ? EVERYTHING : table);
      versions.large.wrote(table === ANY_TABLE ? EVERYTHING : table, null);
    }
    if (tables.includes(EVERYTHING)) schemaChanged();
  };
  // One that was stopped for a while must not go on with what it knew then.
  versions.trustUntil(performance.now() + TRUST_MS);
  const caughtUp = (atMs: number): void => versions.trustUntil(atMs + TRUST_MS);
  const missed = (): void => wrote([EVERYTHING]);
  return PostgresEventLog.open({
    link: new EventLink(open),
    log,
    wrote,
    missed,
    caughtUp,
    lookMs: hasListen ? LOOK_MS : LOOK_MS_WITHOUT_LISTEN,
  });
}

/** To be called by a server that tells nothing: who resumes later would not hear of what it wrote. */
export async function renewEpoch(connection: PostgresConnection): Promise<void> {
  await connection.send("UPDATE bb.meta SET value = gen_random_uuid() WHERE key = 'epoch'");
}
