import { ApiError } from "../../../src/lib/api-error.ts";
import type { ReadById, Row, SqlValue } from "../../../src/database/engine.ts";
import type { RequestInfo } from "../../../src/model/request-info.ts";
import { newRecord, setValues } from "../../../src/model/records/record-values.ts";
import { RecordModel } from "../../../src/model/records/record.ts";
import { recordExists } from "../../../src/model/rules/find-record-row.ts";
import { unsavedMatches } from "../../../src/model/rules/match-rule.ts";
import { planRecords } from "../../../src/model/rules/plan-records.ts";
import type { SmallWorld } from "./small-world.ts";

/** A rule or filter with a sort, of whoever asks. */
export interface Question {
  readonly collection: string;
  readonly rule?: string;
  readonly filter?: string;
  readonly sort?: string;
  readonly request: RequestInfo;
  readonly allowHidden?: boolean;
}

/** What a list of the question runs; null where it is refused. */
export function listStatement(world: SmallWorld, question: Question): { sql: string; countSql: string } | null {
  const { rule = "", filter = "", sort = "", request, allowHidden = true } = question;
  const query = { collection: world.find(question.collection), rule, filter, sort, request, allowHidden };
  try {
    const plan = planRecords(world.context, query);
    return { sql: plan.select({ limit: 9, offset: 0, columns: ["id"] }).sql, countSql: plan.count().sql };
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** What asks whether the rule holds for a stored record, a new one and one that is gone. */
export async function matchStatements(world: SmallWorld, question: Question): Promise<string[]> {
  const { rule = "", request } = question;
  const collection = world.find(question.collection);
  const asked: string[] = [];
  const get = async (sql: string, _parameters?: readonly SqlValue[]): Promise<Row | null> => {
    asked.push(sql);
    return null;
  };
  const getById = ({ one }: ReadById): Promise<Row | null> => get(one);
  const connection = { ...world.context.connection, get, getById };
  const context = { ...world.context, connection } as typeof world.context;
  await recordExists(context, { collection, id: "x", rule, request });
  const fresh = newRecord(collection);
  setValues(fresh, { id: "x" });
  await unsavedMatches(context, fresh, { rule, request });
  await unsavedMatches(context, new RecordModel(collection, fresh.values, fresh.values), { rule, request });
  return asked;
}
