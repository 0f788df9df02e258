import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Context } from "../../model/context.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { recordMatchesRule } from "../../model/rules/match-rule.ts";

/** Whether the client may change email, verification and password of an auth record without more ado. */
export function hasManageAccess(
  context: Context,
  request: RequestInfo,
  record: RecordModel,
): boolean | Promise<boolean> {
  const { collection } = record;
  if (isSuperuser(request.auth)) return true;
  if (collection.type !== "auth" || request.auth === null) return false;
  const { manageRule } = collection.options;
  if (manageRule === null || manageRule === "") return false;
  return recordMatchesRule(context, record, { rule: manageRule, request });
}
