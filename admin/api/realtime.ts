import { client } from "./client.ts";

export interface ConnectedClient {
  readonly id: string;
  readonly transport: "sse" | "websocket";
  readonly address: string;
  /** Null for a guest. */
  readonly auth: { readonly collection: string; readonly record: string } | null;
  /** The first of them. */
  readonly subscriptions: readonly string[];
  readonly subscriptionCount: number;
}

export interface ConnectedClients {
  readonly total: number;
  /** At most 500. */
  readonly clients: readonly ConnectedClient[];
}

export function loadConnectedClients(): Promise<ConnectedClients> {
  return client.send<ConnectedClients>("/api/realtime/clients", { method: "GET" });
}
