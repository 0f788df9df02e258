import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { badRequest, notFound } from "../../lib/api-error.ts";
import { isSuperuser } from "../../model/records/is-superuser.ts";
import type { Collection } from "../../model/collections/collection.ts";
import type { Context } from "../../model/context.ts";
import { findRecordById } from "../../model/records/find.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { newRecord, setValues } from "../../model/records/record-values.ts";
import { readBody } from "../../model/request-body.ts";
import { withRequest, type RequestInfo } from "../../model/request-info.ts";
import type { Call } from "../../model/route.ts";
import { explainRule } from "../../model/rules/explain-rule.ts";
import type { RulePart } from "../../model/rules/explain-rule.ts";
import type { AskedRecord } from "../../model/rules/operand-values.ts";
import { validateRule } from "../../model/rules/validate-rule.ts";
import { getCollection } from "./access.ts";
import { RuleQuestion } from "./rule-question.ts";
import { countVisible } from "./count-visible.ts";
import { submittedData } from "./submitted-data.ts";

type RuleName = keyof NonNullable<Static<typeof RuleQuestion>["rules"]>;

interface Operation {
  readonly name: "list" | "view" | "create" | "update" | "delete" | "manage" | "signIn";
  readonly rule: RuleName;
  readonly method: string;
  /** What a client is answered where the rule holds, and where it does not. A manage rule only opens more of the update. */
  readonly statuses: readonly [number, number] | null;
}

const READING: readonly Operation[] = [
  { name: "list", rule: "listRule", method: "GET", statuses: [200, 200] },
  { name: "view", rule: "viewRule", method: "GET", statuses: [200, 404] },
];
const WRITING: readonly Operation[] = [
  { name: "create", rule: "createRule", method: "POST", statuses: [200, 400] },
  { name: "update", rule: "updateRule", method: "PATCH", statuses: [200, 404] },
  { name: "delete", rule: "deleteRule", method: "DELETE", statuses: [204, 404] },
];
const ACCOUNTS: readonly Operation[] = [
  { name: "manage", rule: "manageRule", method: "PATCH", statuses: null },
  { name: "signIn", rule: "authRule", method: "POST", statuses: [200, 403] },
];

interface Outcome {
  readonly operation: Operation["name"];
  readonly rule: string | null;
  readonly isAllowed: boolean | null;
  /** Why: the client is a superuser, the rule is null or empty, can't be used, was asked, or a record is missing to ask it about. */
  readonly reason: "superuser" | "locked" | "open" | "invalid" | "rule" | "noRecord";
  readonly status: number | null;
  readonly message: string;
  readonly explanation: RulePart | null;
}

/**
 * Says what a client may do with the records of a collection, and which part of each rule decides it. Changes nothing and is for
 * superusers alone. Not in PocketBase.
 */
export async function testRules(call: Call): Promise<Response> {
  const { context } = call;
  const collection = getCollection(context, call.params["collection"] ?? "");
  const { body } = await readBody(call);
  if (!Value.Check(RuleQuestion, body)) throw badRequest(problemOf(body));
  const request = await requestOf(context, body);
  const stored = body.record ? await findRecordById(context, collection, body.record) : null;
  if (body.record && stored === null) throw notFound(`There is no record ${body.record}.`);
  const rules = { ...rulesOf(collection), ...body.rules };
  const outcomes: Outcome[] = [];
  for (const operation of operationsOf(collection)) {
    const asked = askedOf({ collection, stored, request }, operation);
    outcomes.push(
      await outcomeOf(context, { collection, operation, asked, request, rule: rules[operation.rule] ?? null }),
    );
  }
  const visible = await countVisible(context, { collection, rule: rules.listRule ?? null, request });
  return call.json({ outcomes, visible });
}

function problemOf(body: unknown): string {
  const first = Value.Errors(RuleQuestion, body).First();
  return `${first?.path.slice(1).replaceAll("/", ".") ?? "the body"}: ${first?.message ?? "not valid"}`;
}

function operationsOf({ type }: Collection): readonly Operation[] {
  if (type === "view") return READING;
  return type === "auth" ? [...READING, ...WRITING, ...ACCOUNTS] : [...READING, ...WRITING];
}

function rulesOf(collection: Collection): Partial<Record<RuleName, string | null>> {
  const { listRule, viewRule, createRule, updateRule, deleteRule } = collection;
  const rules = { listRule, viewRule, createRule, updateRule, deleteRule };
  if (collection.type !== "auth") return rules;
  const { manageRule, authRule } = collection.options;
  return { ...rules, manageRule, authRule };
}

async function requestOf(context: Context, question: Static<typeof RuleQuestion>): Promise<RequestInfo> {
  const { auth, query = {}, headers = {}, body = {} } = question;
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase().replaceAll("-", "_"), value]);
  const account = auth ? await accountOf(context, auth) : null;
  return { method: "GET", context: "default", query, headers: Object.fromEntries(named), body, auth: account };
}

async function accountOf(context: Context, auth: { collection: string; record: string }): Promise<RecordModel> {
  const collection = context.collections.current().find(auth.collection);
  if (collection?.type !== "auth") throw badRequest(`auth.collection: ${auth.collection} is no auth collection`);
  const record = await findRecordById(context, collection, auth.record);
  if (record === null) throw badRequest(`auth.record: there is no account ${auth.record} in ${collection.name}`);
  return record;
}

interface Situation {
  readonly collection: Collection;
  readonly stored: RecordModel | null;
  readonly request: RequestInfo;
}

/** What the rule is asked about, made as the operation itself makes it. Null where a record is missing. */
function askedOf({ collection, stored, request }: Situation, { name, method }: Operation): AskedRecord | null {
  const own = withRequest(request, { method });
  if (name === "create") {
    const record = newRecord(collection);
    const { body } = submittedData(record, own);
    setValues(record, body);
    if (collection.type === "auth") record.values["verified"] = false;
    return { record, request: withRequest(own, { body }) };
  }
  if (stored === null) return null;
  if (name === "update" || name === "manage") {
    return { record: stored, request: withRequest(own, { body: submittedData(stored, own).body }) };
  }
  // Other requests have no body that rules could see.
  return { record: stored, request: name === "signIn" ? own : withRequest(own, { body: {} }) };
}

interface RuleCase {
  readonly collection: Collection;
  readonly operation: Operation;
  readonly asked: AskedRecord | null;
  readonly request: RequestInfo;
  readonly rule: string | null;
}

async function outcomeOf(context: Context, ruleCase: RuleCase): Promise<Outcome> {
  const { collection, operation, asked, request, rule } = ruleCase;
  const [held, failed] = operation.statuses ?? [null, null];
  const base = { operation: operation.name, rule, message: "", explanation: null };
  const allowed = { ...base, isAllowed: true, status: held };
  const refused = { ...base, isAllowed: false, status: failed };
  if (isSuperuser(request.auth)) return { ...allowed, reason: "superuser" };
  const isManage = operation.name === "manage";
  // An open manage rule would let everyone take every account, so it counts for nothing; nor do guests manage any.
  const isLocked = rule === null || (isManage && (rule === "" || request.auth === null));
  if (isLocked) return { ...refused, status: isManage ? null : 403, reason: "locked" };
  if (rule === "") return { ...allowed, reason: "open" };
  const message = validateRule(context, collection, rule);
  if (message !== null) {
    return { ...refused, status: operation.name === "list" ? 400 : failed, reason: "invalid", message };
  }
  if (asked === null) return { ...base, isAllowed: null, status: null, reason: "noRecord" };
  const explanation = await explainRule(context, rule, asked);
  return { ...(explanation.holds === true ? allowed : refused), reason: "rule", explanation };
}
