import { formatDate } from "../../lib/dates.ts";
import type { Context } from "../../model/context.ts";
import type { InstanceFigures } from "../../model/protocol/instance-figures.ts";

/** One that was not heard of for so long may be stopped or gone; the others give it up some seconds later. */
const LOST_AFTER_MS = 3_000;

export interface OverviewNode {
  readonly name: string;
  readonly version: string;
  readonly address: string;
  readonly state: "ready" | "draining" | "lost";
  readonly isLeader: boolean;
  readonly started: string;
  /** The rest is null where the node did not answer. How far it is behind what others have committed. */
  readonly lagMs: number | null;
  readonly realtimeClients: number | null;
  /** Since its start. */
  readonly requests: number | null;
}

/** The servers that share the database, by name; null where this one is alone. */
export function listNodes(
  { nodes }: Pick<Context, "nodes">,
  instances: readonly InstanceFigures[],
): OverviewNode[] | null {
  if (nodes === null) return null;
  const listed = nodes.list().map(({ name, version, address, state, isLeader, startedMs, ageMs }) => {
    const figures = instances.find(({ node }) => node === name);
    return {
      name,
      version,
      address,
      state: ageMs > LOST_AFTER_MS ? ("lost" as const) : state,
      isLeader,
      started: formatDate(new Date(startedMs)),
      lagMs: figures?.eventsLagMs ?? null,
      realtimeClients: figures === undefined ? null : clientsOf(figures),
      requests: figures === undefined ? null : requestsOf(figures),
    };
  });
  return listed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function clientsOf({ realtime: { clients } }: InstanceFigures): number {
  return clients.sse + clients.websocket;
}

function requestsOf({ requests }: InstanceFigures): number {
  return requests.totals.flatMap(({ statuses }) => Object.values(statuses)).reduce((sum, count) => sum + count, 0);
}
