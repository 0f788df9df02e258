import type { MailMessage } from "../../lib/mail/message.ts";
import { messageOf, type SentMessage, sentMessage } from "../wire-mail.ts";

/** A property of an event: where the server's event has it, and its form on the way. */
export interface EventProp {
  readonly inner: string;
  readonly encode?: (value: unknown) => unknown;
  readonly decode?: (value: unknown) => unknown;
}

/** What handlers see and may set, besides records and collections, under PocketBase's names. */
const PROPS: Readonly<Record<string, EventProp>> = {
  authMethod: { inner: "authMethod" },
  batch: { inner: "batch" },
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
  idleTimeout: {
    inner: "idleTimeoutMs",
    encode: (ms) => Number(ms) * NANOSECONDS,
    decode: (nanoseconds) => Number(nanoseconds) / NANOSECONDS,
  },
  isNewRecord: { inner: "isNewRecord" },
  isRestart: { inner: "isRestart" },
  kind: { inner: "kind" },
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
  settings: { inner: "settings" },
  subscriptions: { inner: "subscriptions" },
  thumbError: { inner: "thumbError", encode: (error) => (error instanceof Error ? error.message : null) },
  token: { inner: "token" },
};

/** In a millisecond: Go's durations are numbers of them. */
const NANOSECONDS = 1e6;

const MAIL_MESSAGE: EventProp = {
  inner: "message",
  encode: (message) => sentMessage(message as MailMessage),
  decode: (message) => messageOf(message as SentMessage),
};

/** The properties of events of a kind. */
export function propsOf(kind: string): Readonly<Record<string, EventProp>> {
  if (kind.startsWith("onMailer")) return { ...PROPS, message: MAIL_MESSAGE };
  if (kind === "onFileDownloadRequest") return { ...PROPS, servedName: { inner: "name" } };
  if (kind === "onCollectionsImportRequest") return { ...PROPS, collectionsData: { inner: "collections" } };
  if (kind.startsWith("onModel")) {
    const { settings: _settings, ...others } = PROPS;
    return others;
  }
  return { ...PROPS, name: { inner: "name" } };
}

function sentClient(client: unknown): unknown {
  const { id, subscriptions } = client as { id: string; subscriptions: readonly string[] };
  return { id, subscriptions };
}
