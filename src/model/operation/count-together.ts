import type { Bus, ReportError, ServiceHost } from "../../lib/bus.ts";
import { Hub } from "../../lib/bus/hub.ts";
import { createLocalBus } from "../../lib/bus/local-bus.ts";
import type { NodeBus, NodeBusParts } from "../../lib/bus/node-bus.ts";
import { JobClaims } from "../../lib/job-claims.ts";
import type { Logger } from "../../lib/log.ts";
import { RateLimiter } from "../../lib/rate-limit.ts";
import { serveAppleNames } from "../auth/apple-names.ts";
import { serveSignInCounts } from "../auth/sign-in-counts.ts";
import { serveBackupGuard } from "../backups/backup-guard.ts";
import { serveChannelMembers } from "../realtime/channel-members.ts";
import { type NodeParts, serveNodeChannelMembers } from "../realtime/node-channel-members.ts";
import { services } from "../protocol/bus-topics.ts";
import { exchangeRequestCounts } from "./exchange-request-counts.ts";

/** Has the host own what all instances of a server count together. */
export function serveOwned(host: ServiceHost, log: Logger): void {
  serveCounted(host, log);
  serveChannelMembers(host);
  const limiters = { rules: new RateLimiter(), "empty-results": new RateLimiter() };
  host.serve(services.countRequest, ({ limiter, key, client, limit }) => limiters[limiter].consume(key, client, limit));
  host.serve(services.resetRequestCounts, () => {
    limiters.rules.reset();
    return null;
  });
  let isRealtimeUsed = false;
  host.serve(services.isRealtimeUsed, () => isRealtimeUsed);
  host.serve(services.useRealtime, () => {
    isRealtimeUsed = true;
    return null;
  });
}

/** What the one owner has to itself. On a node it is that of the node as long as it leads: the next leader counts anew. */
function serveCounted(host: ServiceHost, log: Logger): void {
  serveSignInCounts(host);
  serveAppleNames(host);
  serveBackupGuard(host);
  const jobs = new JobClaims((job) => log.warn("a job was cut off, because the process that ran it died", { job }));
  host.serve(services.beginJobs, (_, caller) => jobs.begin(caller));
  host.serve(services.claimJob, (due, caller) => jobs.claim(caller, due));
  host.serve(services.finishJob, (job, caller) => {
    jobs.finish(caller, job);
    return null;
  });
}

/** The bus of a server with a single instance. */
export function createOwningBus(log: Logger): Bus {
  const bus = createLocalBus(reportTo(log));
  serveOwned(bus, log);
  return bus;
}

/** What the bus of a node stands on; `database/postgres/nodes` opens it. */
export type NodesParts = Omit<NodeBusParts, "onError">;

/** The bus of one of several nodes. Resolves once the others know the node. */
export async function createNodesBus(parts: NodesParts, log: Logger): Promise<NodeBus> {
  const { NodeBus: Bus } = await import("../../lib/bus/node-bus.ts");
  const bus = new Bus({ ...parts, onError: reportTo(log) });
  serveOnNode(bus, parts, log);
  await bus.join();
  return bus;
}

/** Has the node count with the others, and own what the leader owns while it leads. */
export function serveOnNode(bus: Bus, parts: NodeParts, log: Logger): void {
  serveCounted(bus, log);
  serveNodeChannelMembers(bus, parts);
  exchangeRequestCounts(bus);
  // Another node may have clients that this one could not be told of.
  bus.serve(services.isRealtimeUsed, () => true);
  bus.serve(services.useRealtime, () => null);
}

/** Where the buses of a server with several instances meet. */
export function createOwningHub(log: Logger): Hub {
  const hub = new Hub(reportTo(log));
  serveOwned(hub, log);
  return hub;
}

/** Logs what listeners and services throw. */
export function reportTo(log: Logger): ReportError {
  return (error, name) => log.error("a bus listener failed", { name, error: String(error) });
}
