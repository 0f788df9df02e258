import { client } from "./client.ts";

export interface Overview {
  readonly version: string;
  readonly pocketbaseVersion: string;
  readonly requests: {
    /** Since when the server counts. */
    readonly since: string;
    readonly stepSeconds: number;
    readonly counts: readonly RequestCount[];
    /** Of the last hour. */
    readonly routes: readonly RouteTimes[];
  };
  /** Bytes by the name of the file. */
  readonly databases: Readonly<Record<string, number>>;
  /** Null until they were measured, and where the store can't be read. */
  readonly files: (StorageSize & { readonly folders: readonly StorageFolder[] }) | null;
  readonly backups: (StorageSize & { readonly latest: string }) | null;
  readonly collections: readonly CollectionCount[];
  /** Those that took most in all; null where the database can't tell. */
  readonly slowQueries: readonly SlowestQuery[] | null;
  readonly realtimeClients: number;
  /** Null where the server is alone. */
  readonly nodes: readonly OverviewNode[] | null;
  readonly jobs: readonly Job[];
  readonly advice: readonly Advice[];
}

export interface OverviewNode {
  readonly name: string;
  readonly version: string;
  readonly address: string;
  readonly state: "ready" | "draining" | "lost";
  readonly isLeader: boolean;
  readonly started: string;
  /** The rest is null where the node did not answer. */
  readonly lagMs: number | null;
  readonly realtimeClients: number | null;
  readonly requests: number | null;
}

export interface SlowestQuery {
  readonly id: string;
  readonly kind: string;
  readonly collection: string | null;
  readonly filter: string;
  readonly sort: string;
  readonly runs: number;
  readonly totalMs: number;
  readonly averageMs: number;
  readonly longestMs: number;
}

export interface RequestCount {
  readonly start: string;
  readonly succeeded: number;
  readonly refused: number;
  readonly failed: number;
}

export interface RouteTimes {
  readonly method: string;
  readonly path: string;
  readonly total: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface StorageFolder {
  readonly folder: string;
  /** Null where it belongs to no collection. */
  readonly collection: string | null;
  readonly bytes: number;
  readonly files: number;
}

interface StorageSize {
  readonly bytes: number;
  readonly files: number;
  /** False where there are more files than were measured. */
  readonly isComplete: boolean;
}

export interface CollectionCount {
  readonly name: string;
  readonly type: string;
  readonly system: boolean;
  readonly total: number | null;
}

export interface Job {
  readonly id: string;
  readonly expression: string;
  readonly last: { readonly started: string; readonly durationMs: number; readonly error: string | null } | null;
}

export interface Advice {
  readonly code: string;
  readonly collection?: string;
  readonly rules?: readonly string[];
  readonly header?: string;
  readonly count?: number;
  readonly field?: string;
  readonly rows?: number;
}

/** By which searches find a text anywhere in the field. Resolves when it is made. */
export async function createSearchIndex(collection: string, field: string): Promise<void> {
  await client.send("/api/search-indexes", { method: "POST", body: { collection, field } });
}

export function loadOverview(): Promise<Overview> {
  return client.send<Overview>("/api/overview", { method: "GET" });
}

export interface ErrorGroup {
  readonly message: string;
  readonly count: number;
  readonly latest: string;
}

const ERRORS_LOOKED_AT = 200;

/** The latest errors of the log, those with the same message together. */
export async function loadErrors(): Promise<ErrorGroup[]> {
  const options = { filter: "level = 8", sort: "-@rowid", fields: "message,created", skipTotal: true };
  const { items } = await client.logs.getList(1, ERRORS_LOOKED_AT, options);
  const groups = new Map<string, ErrorGroup>();
  for (const { message, created } of items) {
    const known = groups.get(message);
    groups.set(message, { message, count: (known?.count ?? 0) + 1, latest: known?.latest ?? created });
  }
  return [...groups.values()];
}
