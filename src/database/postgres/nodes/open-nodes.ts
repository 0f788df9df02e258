import type { Logger } from "../../../lib/log.ts";
import { PostgresConnection } from "../connection.ts";
import { DatabaseListener } from "../database-listener.ts";
import { type EngineFeatures, probeFeatures } from "../engine-features.ts";
import { MESSAGE_CHANNEL } from "./mail-batch.ts";
import { MemberRows, type OwnNode } from "./member-rows.ts";
import { NodeLink } from "./node-link.ts";
import { PostgresMail } from "./postgres-mail.ts";
import { MEMBER_TIMES, type MemberTimes, PostgresMembers } from "./postgres-members.ts";

export interface OpenNodesOptions extends Omit<OwnNode, "id"> {
  readonly url: string;
  readonly log: Logger;
  /** Default: what the engine turns out to have. */
  readonly features?: Pick<EngineFeatures, "hasListen">;
  readonly times?: MemberTimes;
}

/** How a node reaches the others. To be closed after all that uses it, and before the database is. */
export interface OpenNodes extends AsyncDisposable {
  readonly mail: PostgresMail;
  readonly members: PostgresMembers;
}

/** A node that hears nothing for so long does better on a new connection. */
const LIMITS = { connectTimeoutMs: 3_000, statementTimeoutMs: 3_000 };

/** Makes this process one of the nodes of a database, which has been opened before. Rejects where a node of the name runs. */
export async function openNodes(options: OpenNodesOptions): Promise<OpenNodes> {
  const { url, log, name, version, address, times = MEMBER_TIMES } = options;
  const own: OwnNode = { id: crypto.randomUUID(), name, version, address };
  const open = (): Promise<PostgresConnection> =>
    PostgresConnection.open({ url, schemaName: "public", isServer: true, ...LIMITS });
  const { hasListen } = options.features ?? (await probe(open));
  await using opened = new AsyncDisposableStack();
  // Apart, so that a large message holds up no beat.
  const mailLink = opened.use(new NodeLink(open));
  const memberLink = opened.use(new NodeLink(open));
  const mail = opened.use(new PostgresMail({ id: own.id, link: mailLink, log, hasListen }));
  await mail.begin();
  if (hasListen) {
    const channels = new Map([[MESSAGE_CHANNEL, (payload: string) => mail.notified(payload)]]);
    opened.use(await DatabaseListener.open({ url, channels, hears: (isHearing) => mail.hears(isHearing) }));
  }
  const members = opened.use(await PostgresMembers.join({ rows: new MemberRows(memberLink, own), log, times }));
  members.onCome((id) => mail.came(id));
  members.onGone((id) => mail.gone(id));
  const parts = opened.move();
  return { mail, members, [Symbol.asyncDispose]: () => parts[Symbol.asyncDispose]() };
}

async function probe(open: () => Promise<PostgresConnection>): Promise<EngineFeatures> {
  const [one, other] = [await open(), await open()];
  try {
    return await probeFeatures(one, other);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
}
