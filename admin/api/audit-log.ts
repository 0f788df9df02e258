import { client } from "./client.ts";
import { findCollection } from "./collections.ts";

/** The collection that the plugin of the same name writes. */
const AUDIT_LOG = "audit_log";
const FIELDS = ["action", "collection", "record", "actor", "actorCollection", "changes", "created"];
export const PAGE_SIZE = 50;

export const AUDIT_ACTIONS = ["create", "update", "delete"] as const;

/** By field: the value before and the value after. */
export type Changes = Readonly<Record<string, readonly [unknown, unknown]>>;

export interface AuditEntry {
  readonly id: string;
  readonly action: string;
  /** The name that it had then. */
  readonly collection: string;
  readonly record: string;
  /** The id of the account; "" for a guest. */
  readonly actor: string;
  readonly actorCollection: string;
  readonly changes: Changes;
  readonly created: string;
}

/** Whether changes are written down, or were once. */
export function hasAuditLog(): boolean {
  const names = findCollection(AUDIT_LOG)?.fields.map(({ name }) => name) ?? [];
  return FIELDS.every((name) => names.includes(name));
}

export interface AuditFilter {
  readonly collection: string;
  readonly record: string;
  readonly action: string;
  readonly actor: string;
  /** Days such as 2026-01-31, in the reader's time zone; "" for no limit. */
  readonly from: string;
  readonly to: string;
}

export const NO_FILTER: AuditFilter = { collection: "", record: "", action: "", actor: "", from: "", to: "" };

/** A page of entries, the latest first; fewer than `PAGE_SIZE` are the last. */
export async function loadAuditEntries(filter: AuditFilter, page: number): Promise<AuditEntry[]> {
  const options = { filter: filterText(filter), sort: "-created,-@rowid", skipTotal: true };
  const { items } = await client.collection<AuditEntry>(AUDIT_LOG).getList(page, PAGE_SIZE, options);
  return items;
}

function filterText({ from, to, ...exact }: AuditFilter): string {
  const parts = Object.entries(exact).flatMap(([name, value]: [string, string]) =>
    value.trim() === "" ? [] : [client.filter(`${name} = {:value}`, { value: value.trim() })],
  );
  if (from !== "") parts.push(client.filter("created >= {:from}", { from: new Date(`${from}T00:00`) }));
  if (to !== "") parts.push(client.filter("created <= {:to}", { to: new Date(`${to}T23:59:59.999`) }));
  return parts.join(" && ");
}
