import type { RealtimeClient } from "../../model/realtime/client.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { Audience } from "./audience.ts";
import type { Identity } from "./identity.ts";
import type { Message } from "./message.ts";

/** Why this server ends a connection. */
export type CloseReason = "idle" | "slow" | "shutdown" | "refused" | "ended";

/** A transport's end of a client. */
export interface ClientConnection {
  readonly transport: RealtimeClient["transport"];
  /** About how much waits to be sent, beyond what the sockets hold. */
  readonly queuedBytes: number;
  /** Queues the message; must not throw or wait. */
  send(message: Message): void;
  close(reason: CloseReason): void;
  /** Its auth record was deleted, its password changed, or its token is good no more. */
  authLost?(): void;
  /** Its auth record has other values. */
  authChanged?(): void;
}

/** A client of the broker. What belongs to its connection is in `connection`. */
export class BrokerClient implements RealtimeClient {
  readonly id: string;
  readonly connection: ClientConnection;
  /** That of the connection, whatever request signed it in. */
  readonly clientAddress: string;
  identity: Identity | null = null;
  /** By text of the subscription; null for names that no record event has (`@oauth2`). */
  readonly audiences = new Map<string, Audience>();
  /** By the same text: the newest event when it was subscribed to. Those up to it are not the client's. */
  readonly joinedAfter = new Map<string, number>();
  /** Messages wait for one another here while hooks look at them. */
  sending: Promise<void> | null = null;
  waitingForHooks = 0;

  constructor(id: string, connection: ClientConnection, clientAddress: string) {
    this.id = id;
    this.connection = connection;
    this.clientAddress = clientAddress;
  }

  get transport(): RealtimeClient["transport"] {
    return this.connection.transport;
  }

  get auth(): RecordModel | null {
    return this.identity?.record ?? null;
  }

  get subscriptions(): readonly string[] {
    return [...this.audiences.keys()];
  }
}
