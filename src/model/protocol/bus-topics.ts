// Everything that the instances of a server tell, ask and count together, with the reason for each.
//
// `lib/bus.ts` says what topics, streams, questions and services promise. Messages are JSON values. A change here may meet an
// instance of the version before only while workers are exchanged, which happens to all of them at once.
import type { Row } from "../../database/engine.ts";
import type { DueJob } from "../../lib/job-claims.ts";
import type { Question, Service, Stream, Topic } from "../../lib/bus.ts";
import type { Member } from "../../lib/realtime-protocol.ts";
import type { RateLimit } from "../../lib/rate-limit.ts";
import type { ClientChange, DirectMessage, ListedClient, ServerMessage } from "./client-messages.ts";
import type { OwedDeletion } from "./owed-deletion.ts";
import type { InstanceFigures } from "./instance-figures.ts";
import type { HistoryEntry, RealtimeEvent, RecordChange } from "./realtime-events.ts";

/** A member on a channel. */
export interface MemberPlace {
  readonly channel: string;
  readonly member: Member;
}

export const topics = {
  collections: {
    name: "collections",
    why: "each instance keeps all collections in memory and loads them anew after a change",
  } as Topic<null>,
  settings: {
    name: "settings",
    why: "each instance keeps the settings in memory, and parts that follow them hear of each reload",
  } as Topic<null>,
  channelRules: {
    name: "realtime.channel-rules",
    why: "members of channels are checked anew wherever they are connected",
  } as Topic<null>,
  serverMessage: {
    name: "realtime.server-message",
    why: "what the server itself sends to a topic goes to its subscribers everywhere",
  } as Topic<ServerMessage>,
  deletionFailed: {
    name: "realtime.deletion-failed",
    why: "what was prepared before a deletion is dropped when it did not happen",
  } as Topic<Pick<RecordChange, "collectionId" | "recordId">>,
  owedDeletion: {
    name: "files.owed-deletion",
    why: "a deletion that is tried again must not hit what another instance writes anew under the same key",
  } as Topic<{ readonly id: string; readonly deletion: OwedDeletion | null }>,
  memberNoted: {
    name: "realtime.member-noted",
    why: "each node knows the members of channels at the others, so that whichever leads can tell that those of a dead one have left",
  } as Topic<{ readonly node: string; readonly place: MemberPlace; readonly isThere: boolean }>,
  membersOfNode: {
    name: "realtime.members-of-node",
    why: "as above, all of them; for nodes that have come or have lost messages",
  } as Topic<{ readonly node: string; readonly places: readonly MemberPlace[] }>,
  membersWanted: { name: "realtime.members-wanted", why: "asks for the topic above" } as Topic<null>,
  requestCounts: {
    name: "rate-limit.counts",
    why: "nodes count requests on their own and tell one another what they let pass",
  } as Topic<readonly (CountedRequest & { readonly count: number })[]>,
  requestCountsReset: {
    name: "rate-limit.counts-reset",
    why: "new settings start the counts of all nodes anew",
  } as Topic<null>,
  historyInUse: {
    name: "realtime.history-in-use",
    why: "a client may resume at any instance, so all keep the last events while one has clients that could",
  } as Topic<null>,
};

export const streams = {
  realtime: {
    name: "realtime",
    why: "clients see the changes of records and what happens on channels in one order, and resume anywhere by its numbers",
  } as Stream<RealtimeEvent>,
};

/** A request to set the subscriptions of a client, as the instance that got it passes it on. */
export interface SubscribeQuestion {
  readonly clientId: string;
  readonly subscriptions: readonly string[];
  readonly auth: { readonly collectionId: string; readonly row: Row } | null;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

export type SubscribeAnswer = { readonly isDone: true } | { readonly status: number; readonly message: string };

/** Whose clients are asked for; instead of all. */
export interface InspectedAccount {
  /** Name or id. */
  readonly collection: string;
  readonly record: string;
}

/** A client, as the list for superusers shows it. */
export interface InspectedClient {
  readonly id: string;
  readonly transport: "sse" | "websocket";
  readonly address: string;
  readonly auth: { readonly collection: string; readonly record: string } | null;
  readonly subscriptions: readonly string[];
  readonly subscriptionCount: number;
}

/** Hooks of subscribing, which run at the client's instance, may take as long as hooks may. */
const HOOKS_MS = 60_000;

export const questions = {
  subscribe: {
    name: "realtime.subscribe",
    why: "the POST that sets a client's subscriptions may arrive at another instance than its stream",
    isForOne: true,
    deadlineMs: HOOKS_MS,
    // The client is that instance's, then: it hears of the question once it goes on, or the client's connection is lost with it. A
    // refusal that comes after the client has connected anew would have the SDK give up.
    ifSilent: { isDone: true },
  } as Question<SubscribeQuestion, SubscribeAnswer>,
  directMessage: {
    name: "realtime.message",
    why: "a message to one client, as the answer of an OAuth2 sign-in, finds it wherever it is connected",
    isForOne: true,
  } as Question<DirectMessage, boolean>,
  clientChange: {
    name: "realtime.client-change",
    why: "hooks subscribe, unsubscribe and disconnect clients wherever they are connected",
    isForOne: true,
  } as Question<ClientChange, boolean>,
  clients: {
    name: "realtime.clients",
    why: "hooks list the clients of all instances",
  } as Question<null, readonly ListedClient[]>,
  inspectedClients: {
    name: "realtime.inspected-clients",
    why: "the dashboard lists the clients of all instances",
  } as Question<InspectedAccount | null, { readonly total: number; readonly clients: readonly InspectedClient[] }>,
  figures: {
    name: "figures",
    why: "the overview and the metrics, which any instance is asked for, are those of all",
  } as Question<null, InstanceFigures>,
  storeStatements: {
    name: "statements.store",
    why: "what statements took is stored each minute; who asks for it sees what all instances counted until now",
    deadlineMs: 10_000,
  } as Question<null, true>,
  storeLogs: {
    name: "logs.store",
    why: "log entries are stored every three seconds; whoever deletes all deletes what any instance has logged until now",
    deadlineMs: 10_000,
  } as Question<null, true>,
  channelMembers: {
    name: "realtime.channel-members",
    why: "a client that joins a channel is told who is on it at any instance",
  } as Question<string, readonly Member[]>,
  beforeDeletion: {
    name: "realtime.before-deletion",
    why: "who may see a deletion must be found out before it; asked by collection, so that it costs nothing without subscribers",
    deadlineMs: 5_000,
  } as Question<RecordChange, true>,
  deletionUnderWay: {
    name: "files.deletion-under-way",
    why: "a file is not written while another instance deletes what was there; answered when that is over",
    deadlineMs: 60_000,
  } as Question<string, true>,
  realtimeUsed: {
    name: "realtime.used",
    why: "changes are told as soon as an instance has a realtime client, so that they cost nothing before",
    deadlineMs: HOOKS_MS,
  } as Question<null, true>,
  caughtUp: {
    name: "nodes.caught-up",
    why: "who has written something finds it at any node; answered when a node has heard of the event, null for all",
  } as Question<number | null, true>,
  restoreBegins: {
    name: "backups.restore-begins",
    why: "all nodes let go of the database before its data is exchanged; asked with the name of the node that restores",
    deadlineMs: 2_000,
  } as Question<string, { readonly name: string; readonly canRestart: boolean }>,
  missedEvents: {
    name: "realtime.missed-events",
    why: "an instance that was started after the events that a client missed asks those that were there",
    isForOne: true,
  } as Question<number, readonly HistoryEntry[]>,
};

/** A request that counts towards a limit. */
export interface CountedRequest {
  /** Which limiter counts it. */
  readonly limiter: "rules" | "empty-results";
  readonly key: string;
  readonly client: string;
  readonly limit: RateLimit;
}

export interface CodeTry {
  /** Names for the same account, which are all counted. */
  readonly accounts: readonly string[];
  readonly codeId: string;
  readonly address: string;
}

export interface AddressedMail {
  readonly kind: "emailChange" | "authAlert";
  readonly address: string;
}

export interface IssuedCode {
  readonly id: string;
  readonly isNew: boolean;
}

export const services = {
  countRequest: {
    name: "rate-limit.count",
    why: "a client's requests are counted together, whichever instances answer them",
    isPerNode: true,
  } as Service<CountedRequest, boolean>,
  resetRequestCounts: {
    name: "rate-limit.reset",
    why: "new settings start the counts anew",
    isPerNode: true,
  } as Service<null, null>,
  tryCode: {
    name: "sign-in-guard.try-code",
    why: "codes can't be guessed faster by asking several instances",
  } as Service<CodeTry, boolean>,
  claimMail: {
    name: "sign-in-guard.claim-mail",
    why: "an account gets one mail of a kind in a while, whichever instances are asked for it",
  } as Service<string, boolean>,
  releaseMail: {
    name: "sign-in-guard.release-mail",
    why: "a mail that was not sent may be asked for again at any instance",
  } as Service<string, null>,
  countMailTo: {
    name: "sign-in-guard.count-mail",
    why: "an address can't be flooded by way of several instances",
  } as Service<AddressedMail, boolean>,
  issueCode: {
    name: "sign-in-guard.issue-code",
    why: "the number of codes that could be used is limited for each account, not for each instance",
  } as Service<{ readonly account: string; readonly lifetimeMs: number }, IssuedCode>,
  accountOfCode: {
    name: "sign-in-guard.account-of-code",
    why: "a code comes back to another instance than the one that issued it",
  } as Service<string, string | null>,
  useCode: {
    name: "sign-in-guard.use-code",
    why: "a code that was used makes room for another one",
  } as Service<string, null>,
  noteMember: {
    name: "realtime.note-member",
    why: "the members of channels that were connected to an instance that died have left",
    isPerNode: true,
  } as Service<{ readonly channel: string; readonly member: Member; readonly isThere: boolean }, null>,
  beginBackup: {
    name: "backups.begin",
    why: "there is one backup or restore at a time, at whichever instance",
  } as Service<string, boolean>,
  endBackup: { name: "backups.end", why: "as above" } as Service<null, null>,
  activeBackup: {
    name: "backups.active",
    why: "a backup that is being made or restored is not deleted by way of another instance",
  } as Service<null, string | null>,
  keepAppleName: {
    name: "oauth2.keep-apple-name",
    why: "the redirect that brings the name and the sign-in that needs it may come to different instances",
  } as Service<{ readonly code: string; readonly name: string }, null>,
  useRealtime: {
    name: "realtime.use",
    why: "an instance that starts later tells of its changes, too",
    isPerNode: true,
  } as Service<null, null>,
  isRealtimeUsed: { name: "realtime.is-used", why: "as above", isPerNode: true } as Service<null, boolean>,
  beginJobs: {
    name: "jobs.begin",
    why: "an instance that leads from now on runs what was due when the leader before it died",
  } as Service<null, number>,
  claimJob: {
    name: "jobs.claim",
    why: "a job that is due runs once, also when another instance begins to lead in that moment",
  } as Service<DueJob, boolean>,
  finishJob: {
    name: "jobs.finish",
    why: "a job that was cut off by the death of its instance is logged",
  } as Service<string, null>,
  takeAppleName: { name: "oauth2.take-apple-name", why: "as above" } as Service<string, string>,
};
