import { type Static, type TSchema, Type } from "@sinclair/typebox";

/**
 * The protocol of the WebSocket at /api/realtime/ws: each text frame is one JSON message with a `type`. A request carries an `id` of the
 * client's choice, and exactly one answer (`ok`, `error`, `snapshot`, `resumed` or `pong`) carries it back.
 */

const id = Type.Integer({ minimum: 0 });
const topic = Type.String({ minLength: 1, maxLength: 2500 });
const channel = Type.String({ minLength: 1, maxLength: 200 });
const seq = Type.Integer({ minimum: 0 });

function message<Kind extends string, Fields extends Record<string, TSchema>>(type: Kind, fields: Fields) {
  return Type.Object({ type: Type.Literal(type), ...fields });
}

/** Signs in with an auth token, or out with an empty one. */
export const AuthRequest = message("auth", { id, token: Type.String({ maxLength: 10_000 }) });

/**
 * Topics and options as in `POST /api/realtime`: `posts/*`, `posts/RECORD_ID`, `posts/*?options={"query":{"filter":"…"}}`.
 * `snapshot` asks for the matching records first; its `limit` is at most 1000.
 */
export const SubscribeRequest = message("subscribe", {
  id,
  topic,
  snapshot: Type.Optional(Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) })),
});

export const UnsubscribeRequest = message("unsubscribe", { id, topic });

/** Enters a channel with a state that the others on it see. */
export const JoinRequest = message("join", { id, channel, state: Type.Optional(Type.Unknown()) });

export const LeaveRequest = message("leave", { id, channel });

/** Changes the own state on a channel. */
export const StateRequest = message("state", { id, channel, state: Type.Unknown() });

/** Sends to all others on a channel that the client is on, with `self` to itself too. */
export const BroadcastRequest = message("broadcast", {
  id,
  channel,
  event: Type.String({ minLength: 1, maxLength: 200 }),
  data: Type.Unknown(),
  self: Type.Optional(Type.Boolean()),
});

const resumedTopics = Type.Array(topic, { maxItems: 1000 });
const resumedChannels = Type.Array(Type.Object({ channel, state: Type.Optional(Type.Unknown()) }), { maxItems: 100 });

/** Topics and channels of the `resume` that follows, where one message can't hold them all. They count towards its limits. */
export const ResumePartRequest = message("resumePart", { id, topics: resumedTopics, channels: resumedChannels });

/**
 * After a reconnect: sets all subscriptions and channels again and asks for what was missed since the last number seen.
 * The answer comes after the missed events.
 */
export const ResumeRequest = message("resume", {
  id,
  epoch: Type.String({ maxLength: 100 }),
  seq,
  topics: resumedTopics,
  channels: resumedChannels,
});

export const PingRequest = message("ping", { id });

export const ClientMessage = Type.Union([
  AuthRequest,
  SubscribeRequest,
  UnsubscribeRequest,
  JoinRequest,
  LeaveRequest,
  StateRequest,
  BroadcastRequest,
  ResumePartRequest,
  ResumeRequest,
  PingRequest,
]);
export type ClientMessage = Static<typeof ClientMessage>;

export const AuthInfo = Type.Object({ id: Type.String(), collectionId: Type.String(), collectionName: Type.String() });
export type AuthInfo = Static<typeof AuthInfo>;

/** Someone on a channel. `id` is that of the connection: the same user may be there twice. */
export const Member = Type.Object({
  id: Type.String(),
  auth: Type.Union([AuthInfo, Type.Null()]),
  state: Type.Unknown(),
});
export type Member = Static<typeof Member>;

/** The first message. Numbers count within an `epoch`. */
export const ConnectedMessage = message("connected", { clientId: Type.String(), epoch: Type.String(), seq });

/** The request was done. `auth` answers `auth`, `members` (who is there) answers `join`. */
export const OkMessage = message("ok", {
  id,
  auth: Type.Optional(Type.Union([AuthInfo, Type.Null()])),
  members: Type.Optional(Type.Array(Member)),
});

/** The request was refused. Without an `id`: what was sent is no request. */
export const ErrorMessage = message("error", {
  id: Type.Union([id, Type.Null()]),
  status: Type.Integer(),
  message: Type.String(),
});

/**
 * What was subscribed to happened: `data` is `{ record, action }`. With `settled` earlier events are still under way: resume from
 * that number, and skip those above it that were seen.
 */
export const EventMessage = message("event", {
  seq,
  settled: Type.Optional(seq),
  topic,
  data: Type.Unknown(),
});

/** The records that match a new subscription. All later changes follow as events, none twice. `isComplete`: there are no more. */
export const SnapshotMessage = message("snapshot", {
  id,
  topic,
  records: Type.Array(Type.Record(Type.String(), Type.Unknown())),
  isComplete: Type.Boolean(),
});

export const BroadcastMessage = message("broadcast", {
  seq,
  settled: Type.Optional(seq),
  channel,
  event: Type.String(),
  data: Type.Unknown(),
  from: Member,
});

export const PresenceMessage = message("presence", {
  channel,
  kind: Type.Union([Type.Literal("join"), Type.Literal("leave"), Type.Literal("state")]),
  member: Member,
});

/**
 * The answer to `resume`; the numbers that follow are those of `epoch`. Not `isComplete`: too much happened since, so records
 * have to be loaded again. `channels` tells who is on the channels that could be joined again.
 */
export const ResumedMessage = message("resumed", {
  id,
  epoch: Type.String(),
  seq,
  isComplete: Type.Boolean(),
  channels: Type.Array(Type.Object({ channel, members: Type.Array(Member) })),
});

/** The server signed the client out: its token expired, or its account changed. */
export const SignedOutMessage = message("signedOut", { reason: Type.String() });

/** `seq`: up to this number the client missed nothing. */
export const PongMessage = message("pong", { id, seq });

/** The server ends the connection next. */
export const ClosingMessage = message("closing", { reason: Type.String() });

export const ServerMessage = Type.Union([
  ConnectedMessage,
  OkMessage,
  ErrorMessage,
  EventMessage,
  SnapshotMessage,
  BroadcastMessage,
  PresenceMessage,
  ResumedMessage,
  SignedOutMessage,
  PongMessage,
  ClosingMessage,
]);
export type ServerMessage = Static<typeof ServerMessage>;

/** Codes that the server ends a connection with. */
export const CloseCode = {
  /** The server stops; connect anew. */
  restart: 1012,
  /** The client does not read what it is sent. */
  slow: 4001,
  /** The client sends too much. */
  flood: 4002,
  /** A hook refused the connection. */
  refused: 4003,
} as const;
