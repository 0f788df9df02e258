import type { Collection } from "../../model/collections/collection.ts";
import type { Settings } from "../../model/settings/settings.ts";

/** Something that an operator should look at. The dashboard has the words. */
export type Advice =
  | { readonly code: "noBackup" | "noBackupSchedule" | "mailOff" | "localAppUrl" | "rateLimitsOff" | "logsOff" }
  | { readonly code: "untrustedProxy"; readonly header: string }
  | { readonly code: "slowQueries"; readonly count: number }
  | ({ readonly code: "slowSearch" } & SlowSearch)
  | { readonly code: "openRule"; readonly collection: string; readonly rules: readonly string[] };

const MAX_OPEN_RULES = 50;

/** Searches for a text in a field that look at every record. */
export interface SlowSearch {
  readonly collection: string;
  readonly field: string;
  /** How many records there are, estimated. */
  readonly rows: number;
}

export interface AdviceFacts {
  readonly settings: Settings;
  readonly collections: readonly Collection[];
  /** Null where the store of the backups can't be read. */
  readonly backups: number | null;
  /** The header by which a proxy tells the address of the client that asks; null where there is no proxy. */
  readonly proxyHeader: string | null;
  /** How many indexes would help slow queries. */
  readonly proposedIndexes: number;
  readonly slowSearches: readonly SlowSearch[];
}

/** The most urgent first. */
export function adviceFor(facts: AdviceFacts): Advice[] {
  const { settings, collections, backups, proxyHeader, proposedIndexes, slowSearches } = facts;
  const advice: Advice[] = [];
  if (backups === 0) advice.push({ code: "noBackup" });
  if (settings.backups.cron === "") advice.push({ code: "noBackupSchedule" });
  if (proxyHeader !== null && !isTrusted(proxyHeader, settings)) {
    advice.push({ code: "untrustedProxy", header: proxyHeader });
  }
  advice.push(...collections.flatMap(openRules).slice(0, MAX_OPEN_RULES));
  if (proposedIndexes > 0) advice.push({ code: "slowQueries", count: proposedIndexes });
  advice.push(...slowSearches.map((search) => ({ code: "slowSearch" as const, ...search })));
  if (!settings.smtp.enabled) advice.push({ code: "mailOff" });
  if (isLocal(settings.meta.appURL)) advice.push({ code: "localAppUrl" });
  if (!settings.rateLimits.enabled) advice.push({ code: "rateLimitsOff" });
  if (settings.logs.maxDays === 0) advice.push({ code: "logsOff" });
  return advice;
}

/** Rules by which everyone may write. Creating an account is what an open create rule of an auth collection is for. */
function openRules(collection: Collection): Advice[] {
  const { name, system, type } = collection;
  if (system || type === "view") return [];
  const names =
    type === "auth" ? (["updateRule", "deleteRule"] as const) : (["createRule", "updateRule", "deleteRule"] as const);
  const rules = names.filter((rule) => collection[rule] === "");
  return rules.length === 0 ? [] : [{ code: "openRule", collection: name, rules }];
}

function isTrusted(header: string, { trustedProxy }: Settings): boolean {
  return trustedProxy.headers.some((name) => name.toLowerCase() === header.toLowerCase());
}

function isLocal(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? "";
  return host === "" || host === "localhost" || host === "[::1]" || host.startsWith("127.");
}
