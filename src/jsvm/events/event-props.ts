import type { Collection } from "../../model/collections/collection.ts";
import type { EventProperty } from "../../model/hook-events.ts";
import type { Frame } from "../frame.ts";
import type { MailMessage } from "../../lib/mail/message.ts";
import { messageOf, type SentMessage, sentMessage } from "../wire-mail.ts";

/** How hook files get a property of an event. */
export interface EventProp {
  /** The name of the property in the server's own event. */
  readonly inner: EventProperty;
  /** Left out where the event has none; else it is null. */
  readonly isOptional?: boolean;
  readonly encode?: (value: unknown, frame: Frame) => unknown;
  /** `current` is what the event has. */
  readonly decode?: (value: unknown, current: unknown) => unknown;
}

/** In a millisecond: Go's durations are numbers of them. */
const NANOSECONDS = 1e6;

/** What handlers see and may set, besides records and collections, under PocketBase's names. */
const PROPS: Readonly<Record<string, EventProp>> = {
  authMethod: { inner: "authMethod" },
  batch: { inner: "batch", encode: sentBatch, decode: batchOf },
  client: { inner: "client", encode: sentClient },
  createData: {
    inner: "createData",
    // Null where the client sent none.
    encode: (data) => (Object.keys(data as object).length > 0 ? data : null),
    decode: (data) => data ?? {},
  },
  deleteMissing: { inner: "deleteMissing" },
  exclude: { inner: "exclude" },
  fileField: { inner: "field" },
  identity: { inner: "identity" },
  identityField: { inner: "identityField" },
  idleTimeout: timeout("idleTimeoutMs"),
  isNewRecord: { inner: "isNewRecord" },
  isRestart: { inner: "isRestart" },
  kind: { inner: "kind" },
  maxTimeout: timeout("maxTimeoutMs"),
  message: { inner: "message" },
  meta: { inner: "meta" },
  newEmail: { inner: "newEmail" },
  newSettings: { inner: "newSettings" },
  oAuth2User: { inner: "oauth2User" },
  oldSettings: { inner: "oldSettings" },
  password: { inner: "password" },
  providerName: { inner: "providerName" },
  result: { inner: "result" },
  servedPath: { inner: "key" },
  settings: { inner: "settings", isOptional: true },
  subscriptions: { inner: "subscriptions" },
  thumbError: { inner: "thumbError", encode: (error) => (error instanceof Error ? error.message : null) },
  token: { inner: "token" },
};

const MAIL_MESSAGE: EventProp = {
  inner: "message",
  encode: (message) => sentMessage(message as MailMessage),
  decode: (message) => messageOf(message as SentMessage),
};

/** By their keys. */
const COLLECTIONS: EventProp = {
  inner: "collections",
  encode: (collections, frame) => (collections as readonly Collection[]).map((one) => frame.keyOf(one)),
};

const KINDS: Readonly<Record<string, Readonly<Record<string, EventProp>>>> = {
  mailer: { ...PROPS, message: MAIL_MESSAGE },
  onFileDownloadRequest: { ...PROPS, servedName: { inner: "name" } },
  onCollectionsListRequest: { ...PROPS, collections: COLLECTIONS },
  onCollectionsImportRequest: { ...PROPS, collectionsData: { inner: "collections" } },
};
const OTHERS: Readonly<Record<string, EventProp>> = { ...PROPS, name: { inner: "name" } };

/** The properties of events of a kind, by their names. */
export function propsOf(kind: string): ReadonlyMap<string, EventProp> {
  let known = byKind.get(kind);
  if (known === undefined) {
    known = new Map(Object.entries(KINDS[kind.startsWith("onMailer") ? "mailer" : kind] ?? OTHERS));
    byKind.set(kind, known);
  }
  return known;
}

/** Kept, because each run of a handler asks. */
const byKind = new Map<string, ReadonlyMap<string, EventProp>>();

/** 0 for none. */
function timeout(inner: EventProperty): EventProp {
  return {
    inner,
    encode: (ms) => (Number.isFinite(ms) ? Number(ms) * NANOSECONDS : 0),
    decode: (nanoseconds) => (Number(nanoseconds) > 0 ? Number(nanoseconds) / NANOSECONDS : Infinity),
  };
}

function sentClient(client: unknown): unknown {
  const { id, subscriptions } = client as { id: string; subscriptions: readonly string[] };
  return { id, subscriptions };
}

type BatchItem = Readonly<Record<string, unknown>>;

/** Files stay with the server. */
function sentBatch(batch: unknown): unknown {
  return (batch as readonly BatchItem[]).map(({ method, url, headers, body }) => ({ method, url, headers, body }));
}

function batchOf(sent: unknown, current: unknown): unknown {
  const before = current as readonly BatchItem[];
  return (sent as readonly BatchItem[]).map((item, index) => ({ ...before[index], ...item }));
}
