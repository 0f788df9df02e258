import { client } from "./client.ts";

export interface SummaryQuery {
  readonly group: string;
  /** A number field; "" for none. */
  readonly sum: string;
  readonly filter: string;
}

export interface Summary {
  /** The largest first. */
  readonly groups: readonly { readonly value: unknown; readonly count: number; readonly sum: number | null }[];
  /** False where there are more groups. */
  readonly isComplete: boolean;
}

export function loadSummary(collection: string, query: SummaryQuery, signal?: AbortSignal): Promise<Summary> {
  const path = `/api/collections/${encodeURIComponent(collection)}/meta/summary`;
  return client.send<Summary>(path, { method: "GET", query: { ...query }, ...(signal && { signal }) });
}
