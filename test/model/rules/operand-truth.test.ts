import { afterAll, describe, expect, test } from "bun:test";
import { ApiError } from "../../../src/lib/api-error.ts";
import type { Row } from "../../../src/database/engine.ts";
import type { RequestInfo } from "../../../src/model/request-info.ts";
import { planRecords } from "../../../src/model/rules/plan-records.ts";
import { compileRulePredicate } from "../../../src/model/rules/rule-predicate.ts";
import { BODY, FIELDS, HEADERS, OPERANDS, QUERY, RECORDS, TEAMS, USER, encode, rules } from "./operand-truth/cases.ts";
import truth from "./operand-truth/truth.json" with { type: "json" };
import { SmallWorld, collection, field, requestInfo } from "./small-world.ts";

const own = FIELDS.map(({ type, name, ...options }) => field(type, name, options));
const world = new SmallWorld([
  collection("teams", [field("text", "name")]),
  collection("cases", [
    ...own,
    field("relation", "team", { collectionId: "id_teams", maxSelect: 1 }),
    field("relation", "teams", { collectionId: "id_teams", maxSelect: 9 }),
  ]),
  collection("people", [field("email", "email"), field("bool", "verified"), field("text", "nick")], {
    type: "auth",
  } as never),
]);
afterAll(() => world[Symbol.dispose]());
for (const team of TEAMS) world.insert("teams", team);
for (const { meta, ...record } of RECORDS) {
  world.insert("cases", { ...record, meta: meta === null ? null : JSON.stringify(meta) });
}
world.insert("people", USER);

const cases = world.find("cases");
const rows = world.database.query<Row, []>("SELECT * FROM cases").all();
const parts = { query: QUERY, headers: HEADERS, body: BODY };
const guest = requestInfo(parts);
const user = requestInfo({ ...parts, auth: world.record("people", USER.id) });

/** PocketBase makes a pattern of the list too, whose rule then fails for everyone. */
const MADE_A_PATTERN = /~ @request\.body\.tags:each$/;

/** What the rule shows in a list. */
function listed(rule: string, request: RequestInfo): string {
  const query = { collection: cases, rule, filter: "", sort: "", request, allowHidden: false };
  try {
    const { sql, parameters } = planRecords(world.context, query).select({ limit: 100, offset: 0, columns: ["id"] });
    using statement = world.database.prepare<{ id: string }, never[]>(sql);
    return encode(statement.all(...(parameters as never[])).map(({ id }) => id));
  } catch (error) {
    if (error instanceof ApiError) return encode(null);
    throw error;
  }
}

/** What the compiled rule holds for; null where it leaves that to the database. */
function compiled(rule: string, request: RequestInfo): string | null {
  const holds = compileRulePredicate(world.context, { collection: cases, rule, request, isStored: true });
  const decisions = rows.map((row) => ({ id: String(row["id"]), holds: holds?.(row) ?? null }));
  return decisions.some((decision) => decision.holds === null)
    ? null
    : encode(decisions.filter((decision) => decision.holds).map(({ id }) => id));
}

describe.each([
  { who: "guest", request: guest, recorded: truth.guest },
  { who: "user", request: user, recorded: truth.user },
])("rules for a $who", ({ request, recorded }) => {
  const all = [...rules()].map((rule, index) => ({ rule, right: recorded.charAt(index) }));

  test("were all recorded", () => {
    expect(recorded).toHaveLength(all.length);
  });

  test.each(OPERANDS.map((left) => [left]))("hold as in PocketBase with %s on the left", (left) => {
    const mine = all.filter(({ rule }) => rule.startsWith(`${left} `) && !MADE_A_PATTERN.test(rule));
    const wrong = mine.flatMap(({ rule, right }) => {
      const [inList, byFunction] = [listed(rule, request), compiled(rule, request)];
      return inList === right && (byFunction ?? right) === right ? [] : [{ rule, right, inList, byFunction }];
    });
    expect(wrong).toEqual([]);
  });
});
