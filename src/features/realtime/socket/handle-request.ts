import { badRequest, forbidden } from "../../../lib/api-error.ts";
import { decodeJwt } from "../../../lib/jwt.ts";
import type { ClientMessage } from "../../../lib/realtime-protocol.ts";
import { isAddressAllowed } from "../../../model/auth/superuser-address.ts";
import { verifyToken } from "../../../model/auth/tokens.ts";
import { authInfo } from "./channels.ts";
import { catchUp } from "./catch-up.ts";
import { checkState, joinChannel } from "./join-channel.ts";
import type { SocketSession } from "./session.ts";
import { subscribe, unsubscribe } from "./subscribe.ts";

type Of<Kind extends ClientMessage["type"]> = Extract<ClientMessage, { type: Kind }>;

/** Does what the client asks for and answers it. Throws an `ApiError` for what is refused. */
export async function handleRequest(session: SocketSession, request: ClientMessage): Promise<void> {
  switch (request.type) {
    case "ping": {
      const { broker, history } = session.gateway.realtime;
      return session.answer({ type: "pong", id: request.id, seq: broker.progress.upTo(history.last) });
    }
    case "auth":
      return signIn(session, request);
    case "subscribe":
      return subscribe(session, request);
    case "unsubscribe":
      await unsubscribe(session, request.topic);
      return session.answer({ type: "ok", id: request.id });
    case "join":
      return joinChannel(session, request, (members) => session.answer({ type: "ok", id: request.id, members }));
    case "leave":
      session.channels.delete(request.channel);
      session.gateway.channels.leave(session.client, request.channel);
      return session.answer({ type: "ok", id: request.id });
    case "state":
      return changeState(session, request);
    case "broadcast":
      return broadcast(session, request);
    case "resumePart":
      session.resumeParts.add(request);
      return session.answer({ type: "ok", id: request.id });
    case "resume":
      return catchUp(session, request);
  }
}

/** Another than the same account leaves channels that it may not be on. */
async function signIn(session: SocketSession, { id, token }: Of<"auth">): Promise<void> {
  const { realtime } = session.gateway;
  const { context, broker } = realtime;
  const verified = token === "" ? null : await verifyToken(context, token, "auth");
  if (token !== "" && verified === null) throw badRequest("The token is not valid.");
  const record = verified?.record ?? null;
  if (record !== null && !isAddressAllowed(context, record, session)) throw forbidden();
  if (session.connection.hasEnded) return;
  const before = session.client.identity;
  broker.setAuth(session.client, record);
  session.tokenExpiresAtMs = expiryOf(token);
  session.answer({ type: "ok", id, auth: record === null ? null : authInfo(record) });
  if (before !== session.client.identity) await session.gateway.recheckChannels(session);
}

function expiryOf(token: string): number {
  const expires = token === "" ? undefined : decodeJwt(token)?.["exp"];
  return typeof expires === "number" ? expires * 1000 : Infinity;
}

function changeState(session: SocketSession, { id, channel, state }: Of<"state">): void {
  checkState(state);
  checkMembership(session, channel);
  session.gateway.channels.setState(session.client, channel, state);
  session.answer({ type: "ok", id });
}

async function broadcast(session: SocketSession, request: Of<"broadcast">): Promise<void> {
  const { id, channel, event, data, self = false } = request;
  checkMembership(session, channel);
  if (!(await session.gateway.mayUse(session, channel, "broadcast"))) {
    throw forbidden("You are not allowed to broadcast on the channel.");
  }
  // A sender is as fast as those that read.
  await session.gateway.roomOn(channel);
  checkMembership(session, channel);
  session.gateway.channels.broadcast(session.client, { channel, event, data, self });
  session.answer({ type: "ok", id });
}

function checkMembership(session: SocketSession, channel: string): void {
  if (!session.channels.has(channel)) throw badRequest("Join the channel first.");
}
