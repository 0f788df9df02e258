import { isSuperuser } from "./is-superuser.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { RequestInfo } from "../request-info.ts";
import { findVisibleIds } from "./visible-rows.ts";

interface HiddenEmails {
  readonly collection: Collection;
  /** The records whose own `emailVisibility` hides the email. */
  readonly ids: readonly string[];
}

const nobody: ReadonlySet<string> = new Set();

/** Whose emails the client sees nevertheless: superusers all, a user the own one and those of whom the manage rule allows. */
export async function findShownEmails(
  context: Context,
  request: RequestInfo,
  { collection, ids }: HiddenEmails,
): Promise<ReadonlySet<string>> {
  if (collection.type !== "auth" || ids.length === 0) return nobody;
  if (isSuperuser(request.auth)) return new Set(ids);
  const { manageRule } = collection.options;
  const managed =
    manageRule === null || manageRule === ""
      ? nobody
      : await findVisibleIds(context, { collection, ids, rule: manageRule, request });
  return request.auth !== null && ids.includes(request.auth.id) ? new Set([...managed, request.auth.id]) : managed;
}
