import type { CollectionModel, RecordModel } from "pocketbase";
import { client } from "./client.ts";
import { loadSummary } from "./summary.ts";

/** In days. */
const NEW_WITHIN = [1, 7, 30] as const;
const LATEST = 10;
const DAY_MS = 86_400_000;

export interface AccountFigures {
  readonly total: number;
  readonly verified: number;
  /** Null where the collection does not keep when accounts were made. */
  readonly recent: readonly { readonly days: number; readonly count: number }[] | null;
  /** The accounts that are linked to each provider, the most used first. */
  readonly providers: readonly { readonly name: string; readonly count: number }[];
  /** The latest sign-ins from a place, the latest first. */
  readonly seen: readonly {
    readonly id: string;
    /** Null where the account is gone meanwhile. */
    readonly record: RecordModel | null;
    readonly time: string;
  }[];
}

export async function loadAccounts(collection: CollectionModel): Promise<AccountFigures> {
  const { id, name, fields } = collection;
  const count = async (filter: string): Promise<number> =>
    (await client.collection(name).getList(1, 1, { filter, fields: "id" })).totalItems;
  const since = (days: number): string =>
    client.filter("created >= {:since}", { since: new Date(Date.now() - days * DAY_MS) });
  const hasCreated = fields.some((field) => field.name === "created" && field.type === "autodate");
  const own = client.filter("collectionRef = {:id}", { id });
  const [total, verified, recent, summary, origins] = await Promise.all([
    count(""),
    count("verified = true"),
    hasCreated ? Promise.all(NEW_WITHIN.map(async (days) => ({ days, count: await count(since(days)) }))) : null,
    loadSummary("_externalAuths", { group: "provider", sum: "", filter: own }),
    client.collection("_authOrigins").getList(1, LATEST, { filter: own, sort: "-updated", skipTotal: true }),
  ]);
  return {
    total,
    verified,
    recent,
    providers: summary.groups.map(({ value, count: accounts }) => ({ name: String(value as string), count: accounts })),
    seen: await withRecords(name, origins.items),
  };
}

async function withRecords(collection: string, origins: readonly RecordModel[]): Promise<AccountFigures["seen"]> {
  const ids = [...new Set(origins.map((one) => String(one["recordRef"])))];
  const filter = ids.map((id) => client.filter("id = {:id}", { id })).join(" || ");
  const records = ids.length === 0 ? [] : (await client.collection(collection).getList(1, LATEST, { filter })).items;
  return origins.map((one) => {
    const id = String(one["recordRef"]);
    return { id, record: records.find((record) => record.id === id) ?? null, time: String(one["updated"]) };
  });
}
