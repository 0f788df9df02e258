import { badRequest, forbidden } from "../../../lib/api-error.ts";
import type { Member } from "../../../lib/realtime-protocol.ts";
import { LIMITS } from "./limits.ts";
import type { SocketSession } from "./session.ts";

/** `answer` gets who is on the channel; what happens on it meanwhile is sent after that. */
export async function joinChannel(
  session: SocketSession,
  { channel, state }: { readonly channel: string; readonly state?: unknown },
  answer: (members: Member[]) => void,
): Promise<void> {
  const { gateway, client, connection } = session;
  checkState(state);
  if (!session.channels.has(channel) && session.channels.size >= LIMITS.channels) {
    throw badRequest(`A client may be on ${LIMITS.channels} channels at most.`);
  }
  const { version } = gateway.membership;
  if (!(await gateway.mayUse(session, channel, "join"))) {
    throw forbidden("You are not allowed on the channel. Channels are closed until a rule opens them.");
  }
  if (connection.hasEnded) return;
  session.channels.add(channel);
  const join = (): Promise<Member[]> => gateway.channels.join(client, channel, state);
  await connection.holdBack((message) => message.name === channel, join, answer);
  // What the rule reads may have changed between its check and the entry.
  if (version !== gateway.membership.version) gateway.membership.recheck([channel]);
}

export function checkState(state: unknown): void {
  if (state !== undefined && JSON.stringify(state).length > LIMITS.stateBytes) {
    throw badRequest(`The state may have ${LIMITS.stateBytes} bytes at most.`);
  }
}
