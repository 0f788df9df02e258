import { toText } from "../../lib/convert.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Context } from "../../model/context.ts";
import { ExpandBudget } from "../../model/records/expand-budget.ts";
import { parseBackRelation, parseExpand } from "../../model/records/expand-paths.ts";
import { expandRecords } from "../../model/records/expand.ts";
import type { RecordModel } from "../../model/records/record.ts";
import type { RequestInfo } from "../../model/request-info.ts";
import { recordExists } from "../../model/rules/find-record-row.ts";
import { validateRule } from "../../model/rules/validate-rule.ts";
import type { OperationCall, Operations } from "../operation.ts";
import { superuserRequest } from "./filters.ts";

/** Who may see records, and what is related to them. */
export const recordAccessOperations: Operations = {
  /** The record, the rule, the request and the record that is signed in. */
  async "record.canAccess"(call) {
    const rule = call.args[1];
    const auth = call.args[3] === null ? null : call.record(3);
    if (isSuperuser(auth)) return true;
    if (rule === null) return false;
    if (rule === "") return true;
    const { collection, id } = call.record(0);
    const wrong = validateRule(call.context, collection, toText(rule));
    if (wrong !== null) throw new Error(wrong);
    return recordExists(call.context, { collection, id, rule: toText(rule), request: requestOf(call, auth) });
  },

  /** Records of one collection and the paths; gives what is wrong with some, by path. */
  async "record.expand"(call) {
    const paths = call.list(1).map((path) =>
      toText(path)
        .replaceAll(" ", "")
        .replaceAll(/^\.+|\.+$/g, ""),
    );
    const failed: Record<string, string> = {};
    for (const path of new Set(paths)) {
      if (path !== "" && !(await expand(call.context, call.records, path))) failed[path] = problemOf(call, path);
    }
    return failed;
  },
};

async function expand(context: Context, records: readonly RecordModel[], path: string): Promise<boolean> {
  const budget = new ExpandBudget(context.turns);
  const scope = { context, request: superuserRequest(context), enrich: () => Promise.resolve(), budget };
  const isGood = await expandRecords(scope, records, { tree: parseExpand(path) });
  budget.checkExpanded(records);
  return isGood;
}

function problemOf(call: OperationCall, path: string): string {
  const [name = ""] = path.split(".");
  const collection = call.records[0]?.collection.name ?? "";
  const back = parseBackRelation(name);
  return back === null
    ? `couldn't find relation field "${name}" in collection "${collection}"`
    : `couldn't find back-relation field "${back.field}" in collection "${back.collection}"`;
}

/** As a script has it: it may have made it up. */
function requestOf(call: OperationCall, auth: RecordModel | null): RequestInfo {
  const { context, method, query, headers, body } = call.object(2) as Partial<RequestInfo>;
  return {
    context: context ?? "default",
    method: method ?? "",
    query: query ?? {},
    headers: headers ?? {},
    body: body ?? {},
    auth,
  };
}
