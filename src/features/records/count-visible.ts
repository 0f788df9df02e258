import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { countTotal } from "../../model/records/totals.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { planRecords } from "../../model/rules/plan-records.ts";

interface ListCase {
  readonly collection: Collection;
  readonly rule: string | null;
  readonly request: RequestInfo;
}

interface Visible {
  readonly count: number;
  readonly total: number;
}

/** How many records of all a list has for the client; null where the rule can't be used or the count takes too long. */
export async function countVisible(context: Context, { collection, rule, request }: ListCase): Promise<Visible | null> {
  const mayAll = isSuperuser(request.auth);
  const count = async (one: string): Promise<number> => {
    const query = { collection, rule: one, filter: "", sort: "", request, allowHidden: mayAll };
    return countTotal(context, planRecords(context, query).count());
  };
  try {
    const total = await count("");
    if (mayAll) return { count: total, total };
    return { count: rule === null ? 0 : await count(rule), total };
  } catch {
    return null;
  }
}
