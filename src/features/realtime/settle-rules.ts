// A record that is written just after another worker has changed the rules of its collection: this worker has not heard of that yet.
//
// The rules that were noted with the write are then those of before. Must stay true: who was kept out when the record was committed is
// not shown it.
import { COLLECTIONS_TABLE } from "../../model/collections/load-collections.ts";
import type { Context } from "../../model/context.ts";
import type { ChangeMoment, RecordChange } from "../../model/protocol/realtime-events.ts";

type Known = Pick<Context, "collections" | "database">;
type Rule = string | null;

/** The change with the rules that held at its commit; to be called after that. Without a promise where nothing has changed. */
export function settleRules(context: Known, change: RecordChange): RecordChange | Promise<RecordChange> {
  const { asOf } = change;
  // A single instance hears of all in its order.
  if (asOf?.commit === undefined) return change;
  const moment = { ...asOf, commit: asOf.commit };
  const late = context.collections.catchUp();
  if (late === null) return settled(context, change, moment);
  return late.then(
    () => settled(context, change, moment),
    // Without the database nothing is known of the rules.
    () => ({ ...change, asOf: { ...moment, listRule: null, viewRule: null } }),
  );
}

function settled(
  { collections, database }: Known,
  change: RecordChange,
  asOf: ChangeMoment & { readonly commit: number },
): RecordChange {
  const now = collections.current().byId(change.collectionId);
  if (now === undefined || (now.listRule === asOf.listRule && now.viewRule === asOf.viewRule)) return change;
  // Which of the two held is not known where a change came behind the commit, too.
  const isKnown = !database.mayBeWrittenSince(COLLECTIONS_TABLE, asOf.commit);
  const ruleOf = (before: Rule, after: Rule): Rule => (isKnown ? after : both(before, after));
  const listRule = ruleOf(asOf.listRule, now.listRule);
  return { ...change, asOf: { ...asOf, listRule, viewRule: ruleOf(asOf.viewRule, now.viewRule) } };
}

function both(one: Rule, other: Rule): Rule {
  if (one === null || other === null) return null;
  if (one === other || other === "") return one;
  return one === "" ? other : `(${one}\n) && (${other}\n)`;
}
