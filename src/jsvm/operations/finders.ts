import type { Row } from "../../database/engine.ts";
import { NoRowError } from "../../lib/api-error.ts";
import { toText } from "../../lib/convert.ts";
import { findAuthRecordByEmail } from "../../model/auth/find-by-email.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { findRecordById, findRecordByField, findRecordsByIds } from "../../model/records/find.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { recordFromRow } from "../../model/records/record-values.ts";
import type { RecordModel } from "../../model/records/record.ts";
import { countTotal } from "../../model/records/totals.ts";
import { findFileOwner } from "../../model/views/view-file.ts";
import type { OperationCall, Operations } from "../operation.ts";
import type { SentRecord } from "../wire.ts";
import { findByToken } from "./find-by-token.ts";
import { fillPlaceholders, planFilter } from "./filters.ts";

/** The number that stands for all: more rows than any table has. */
const ALL = Number.MAX_SAFE_INTEGER;

export const finderOperations: Operations = {
  "find.byId": async (call) => found(call, await findRecordById(call.context, call.collection(0), call.text(1))),

  async "find.byIds"(call) {
    const records = await findRecordsByIds(call.context, call.collection(0), call.list(1).map(toText));
    return records.map((record) => call.frame.encode(record));
  },

  /** By the exact value of one field. */
  async "find.firstByData"(call) {
    const collection = call.collection(0);
    const bound = recordFields(collection).byName.get(call.text(1));
    if (bound === undefined) throw new Error(`invalid or missing field ${call.text(1)}`);
    const raw = call.args[2] ?? null;
    const value = typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean" ? raw : null;
    return found(call, await findRecordByField(call.context, collection, { field: bound.name, value }));
  },

  async "find.firstByFilter"(call) {
    const rows = await pageOf(call, { sort: "", limit: 1, offset: 0, params: call.list(2) });
    const collection = call.collection(0);
    return found(call, rows[0] === undefined ? null : recordFromRow(collection, rows[0]));
  },

  async "find.byFilter"(call) {
    const limit = call.integer(3);
    const rows = await pageOf(call, {
      sort: call.text(2),
      limit: limit > 0 ? limit : ALL,
      offset: Math.max(0, call.integer(4)),
      params: call.list(5),
    });
    return encodeRows(call, call.collection(0), rows);
  },

  async "find.count"(call) {
    const collection = call.collection(0);
    return countTotal(call.context, planFilter(call.context, collection, { filter: "", sort: "" }).count());
  },

  async "find.authByEmail"(call) {
    const collection = authCollection(call);
    if (collection.type !== "auth") throw new Error(`"${collection.name}" is not an auth collection`);
    return found(call, await findAuthRecordByEmail(call.context, collection, call.text(1)));
  },

  "find.authByToken": async (call) => call.frame.encode(await findByToken(call.context, call.text(0), call.list(1))),

  async "find.byViewFile"(call) {
    const query = { fieldName: call.text(1), fileName: call.text(2) };
    const owner = await findFileOwner(call.context, call.collection(0), query);
    return found(call, owner === null ? null : await findRecordById(call.context, owner.collection, owner.id));
  },
};

function authCollection(call: OperationCall): Collection {
  try {
    return call.collection(0);
  } catch (error) {
    if (!(error instanceof NoRowError)) throw error;
    throw new NoRowError(`failed to fetch auth collection: ${error.message}`);
  }
}

interface Page {
  readonly sort: string;
  readonly limit: number;
  readonly offset: number;
  readonly params: readonly unknown[];
}

async function pageOf(call: OperationCall, { sort, limit, offset, params }: Page): Promise<Row[]> {
  const filter = fillPlaceholders(call.text(1), Object.assign({}, ...params) as Record<string, unknown>);
  const plan = planFilter(call.context, call.collection(0), { filter, sort });
  const { sql, parameters } = plan.select({ limit, offset });
  return call.context.connection.all<Row>(sql, parameters);
}

function encodeRows({ frame }: OperationCall, collection: Collection, rows: readonly Row[]): SentRecord[] {
  return rows.map((row) => frame.encode(recordFromRow(collection, row)));
}

function found({ frame }: OperationCall, record: RecordModel | null): SentRecord {
  if (record === null) throw new NoRowError();
  return frame.encode(record);
}
