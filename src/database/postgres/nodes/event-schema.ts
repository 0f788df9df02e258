import type { EngineFeatures } from "../engine-features.ts";
import events from "./events.sql" with { type: "text" };

/** On which readers hear of new batches. */
export const EVENT_CHANNEL = "baobox_event";

/** Where an engine does not tell what is under way, no transaction is believed to commit so long after it took the number of its event. */
const LONGEST_COMMIT_MS = 120_000;
const CLOCK = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** The statements that make tables and functions of the event log; they may run again. */
export function eventSchema({ hasListen, hasAdvisoryLocks, hasTransactionNumbers }: EngineFeatures): string {
  const parts: Readonly<Record<string, string>> = {
    "xid column": hasTransactionNumbers ? "xid xid8 NOT NULL DEFAULT pg_current_xact_id()," : "",
    lock: hasAdvisoryLocks
      ? "PERFORM pg_advisory_xact_lock(hashtextextended('baobox:sequence', 0));"
      : "PERFORM bb.lock_row('baobox:sequence');",
    bound: hasTransactionNumbers
      ? "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
      : `${CLOCK} - ${LONGEST_COMMIT_MS}`,
    mark: hasTransactionNumbers ? "pg_current_xact_id()::text::bigint" : CLOCK,
    notify: hasListen
      ? `PERFORM pg_notify('${EVENT_CHANNEL}', concat_ws(E'\\n', concat_ws(' ', id, last), payload));`
      : "",
  };
  return events.replaceAll(/\/\*([a-z ]+)\*\//g, (_, name: string) => parts[name] ?? "");
}
