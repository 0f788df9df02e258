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

/** With an account, those that are signed in as it. */
export function loadConnectedClients(account?: {
  readonly collection: string;
  readonly record: string;
}): Promise<ConnectedClients> {
  return client.send<ConnectedClients>("/api/realtime/clients", { method: "GET", query: { ...account } });
}

export function endConnectedClient(id: string): Promise<unknown> {
  return client.send(`/api/realtime/clients/${encodeURIComponent(id)}`, { method: "DELETE" });
}
