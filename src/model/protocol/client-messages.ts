/** A change of one realtime client, wherever it is connected. */
export interface ClientChange {
  readonly clientId: string;
  readonly subscribe?: readonly string[];
  readonly unsubscribe?: readonly string[];
  /** A superuser ends the connection. */
  readonly isEnded?: boolean;
  /** Who it is from now on; null for a guest. */
  readonly auth?: { readonly collectionId: string; readonly id: string } | null;
  /** A hook ends the connection. */
  readonly isDiscarded?: boolean;
}

/** A message to one realtime client, wherever it is connected. */
export interface DirectMessage {
  readonly clientId: string;
  /** Must be among the client's subscriptions, e.g. `@oauth2`, unless `needsNoSubscription`. */
  readonly topic: string;
  readonly needsNoSubscription?: boolean;
  /** JSON text. */
  readonly data: string;
  /** Ends the client's subscription of the topic. */
  readonly unsubscribe?: boolean;
}

/** A message of the server to all who subscribed to a topic. */
export interface ServerMessage {
  readonly topic: string;
  /** JSON text. */
  readonly data: string;
}

/** A connected client, wherever it is connected. */
export interface ListedClient {
  readonly id: string;
  readonly transport: "sse" | "websocket";
  readonly auth: { readonly id: string; readonly collectionId: string; readonly collectionName: string } | null;
  readonly subscriptions: readonly string[];
}
