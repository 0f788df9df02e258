import type { SentRecord } from "../wire.ts";
import { ask } from "./app-base.ts";
import { AppCollections } from "./app-collections.ts";
import { Context } from "./context.ts";
import { collectionArgument, HostCollection } from "./collection.ts";
import { appKey } from "./app-key.ts";
import { dbx } from "./dbx/expressions.ts";
import type { SelectQuery } from "./dbx/select-query.ts";
import { DynamicList } from "./dynamic-list.ts";
import { PanicError } from "./errors.ts";
import { textArgument, wrongArgument } from "./go-arguments.ts";
import { recordQuery } from "./queries.ts";
import { returnedFailure } from "./returned-failure.ts";
import { goError, goFailure } from "./go-error.ts";
import { type FetchRecords, expandWith } from "./expand-with.ts";
import { ownValues } from "./own-values.ts";
import { HostLog } from "./log-model.ts";
import { HostRecord } from "./record.ts";
import type { RequestInfo } from "./request-info.ts";
import { writeWith } from "./server.ts";
import { Settings } from "./settings.ts";

/** What apps do with records, and with models of all kinds. */
export abstract class AppRecords extends AppCollections {
  /** Filters are functions that add conditions to the query. */
  findRecordById(collection: unknown, id: string, ...filters: readonly unknown[]): HostRecord {
    const functions = functionsOf(filters, 2);
    if (functions.length === 0) return this.#record("find.byId", [collectionArgument(collection), id]);
    const query = this.#filtered(collection, (column) => dbx.hashExp({ [column]: textArgument(id) }), functions);
    const record = new HostRecord();
    query.limit(1).one(record);
    return record;
  }

  findRecordsByIds(collection: unknown, ids: readonly string[], ...filters: readonly unknown[]): HostRecord[] {
    if (!Array.isArray(ids ?? [])) throw wrongArgument(ids, "[]string", 1);
    const functions = functionsOf(filters, 2);
    if (functions.length === 0) return this.#records("find.byIds", [collectionArgument(collection), ids]);
    const query = this.#filtered(collection, (column) => dbx.in(column, ...(ids ?? []).map(textArgument)), functions);
    const records = DynamicList.make(new HostRecord());
    query.all(records);
    return [...records] as HostRecord[];
  }

  findFirstRecordByData(collection: unknown, field: string, value: unknown): HostRecord {
    return this.#record("find.firstByData", [collectionArgument(collection), field, value]);
  }

  findFirstRecordByFilter(collection: unknown, filter: string, ...params: readonly object[]): HostRecord {
    return this.#record("find.firstByFilter", [collectionArgument(collection), filter, params]);
  }

  /** `page` is the most there may be, how many are left out, and values for placeholders. */
  findRecordsByFilter(collection: unknown, filter = "", ...[sort = "", ...page]: readonly unknown[]): HostRecord[] {
    const [limit = 0, offset = 0, ...params] = page;
    return this.#records("find.byFilter", [collectionArgument(collection), filter, sort, limit, offset, params]);
  }

  findAuthRecordByEmail(collection: unknown, email: string): HostRecord {
    return this.#record("find.authByEmail", [collectionArgument(collection), email]);
  }

  findAuthRecordByToken(token: string, ...kinds: readonly string[]): HostRecord {
    return this.#record("find.authByToken", [token, kinds]);
  }

  /** The record of a view that a file came from. */
  findRecordByViewFile(view: unknown, field: string, name: string): HostRecord {
    return this.#record("find.byViewFile", [collectionArgument(view), field, name]);
  }

  canAccessRecord(record: HostRecord, info: RequestInfo, rule: string | null): boolean {
    const { context, method, query, headers, body, auth } = info;
    const request = { context, method, query, headers, body };
    return ask(this, "record.canAccess", [record, rule ?? null, request, auth ?? null]) === true;
  }

  /** Expands relations of a record; gives what is wrong with paths that expand nothing, by path. */
  expandRecord(record: HostRecord, paths: readonly string[], fetch: FetchRecords | null = null): object {
    return this.expandRecords([record], paths, fetch);
  }

  expandRecords(records: readonly HostRecord[], paths: readonly string[], fetch: FetchRecords | null = null): object {
    if (typeof fetch === "function") return expandWith(this, records, { paths, fetch });
    const failed = ask(this, "record.expand", [[...records], paths]) as globalThis.Record<string, string>;
    return Object.fromEntries(Object.entries(failed).map(([path, message]) => [path, goFailure(message)]));
  }

  save(model: unknown): void {
    if (model instanceof Settings) ask(this, "settings.save", [ownValues(model)]);
    else if (HostCollection.is(model)) AppCollections.save(this, model, true);
    else ask(this, "record.save", [recordOf(model)]);
  }

  saveNoValidate(model: unknown): void {
    if (HostCollection.is(model)) AppCollections.save(this, model, false);
    else ask(this, "record.saveNoValidate", [recordOf(model)]);
  }

  validate(model: unknown): void {
    if (model instanceof Settings) ask(this, "settings.validate", [ownValues(model), []]);
    else if (HostCollection.is(model)) ask(this, "collection.validate", [HostCollection.draft(model)]);
    else ask(this, "record.validate", [recordOf(model)]);
  }

  delete(model: unknown): void {
    if (!HostCollection.is(model)) ask(this, "record.delete", [recordOf(model)]);
    else if (model.isNew()) {
      throw goError("the model can be deleted only if it is existing and has a non-empty primary key");
    } else ask(this, "collection.delete", [collectionArgument(model)]);
  }

  // Hooks see the context's values. It ends nothing: what runs in a thread ends with it.

  saveWithContext(context: unknown, model: unknown): void {
    writeWith(Context.values(context), () => this.save(model));
  }

  saveNoValidateWithContext(context: unknown, model: unknown): void {
    writeWith(Context.values(context), () => this.saveNoValidate(model));
  }

  validateWithContext(context: unknown, model: unknown): void {
    writeWith(Context.values(context), () => this.validate(model));
  }

  deleteWithContext(context: unknown, model: unknown): void {
    writeWith(Context.values(context), () => this.delete(model));
  }

  #filtered(collection: unknown, where: (column: string) => unknown, filters: readonly QueryFilter[]): SelectQuery {
    const found = this.findCollectionByNameOrId(collection as string);
    const query = recordQuery(appKey(this), found).andWhere(where(`${found.name}.id`));
    for (const filter of filters) {
      const failure = returnedFailure(filter(query));
      if (failure !== null) throw failure;
    }
    return query;
  }

  #record(operation: string, args: readonly unknown[]): HostRecord {
    return new HostRecord(ask(this, operation, args) as SentRecord);
  }

  #records(operation: string, args: readonly unknown[]): HostRecord[] {
    return (ask(this, operation, args) as SentRecord[]).map((sent) => new HostRecord(sent));
  }
}

type QueryFilter = (query: SelectQuery) => unknown;

/** Those that are something; `place` is that of the first argument. */
function functionsOf(filters: readonly unknown[], place: number): QueryFilter[] {
  return filters.flatMap((filter, index) => {
    if (filter === null || filter === undefined) return [];
    if (typeof filter !== "function") throw wrongArgument(filter, "func(*dbx.SelectQuery) error", place + index);
    return [filter as QueryFilter];
  });
}

function recordOf(model: unknown): HostRecord {
  if (model instanceof HostRecord) return model;
  if (model instanceof HostLog) throw goError("SQL logic error: no such table: _logs (1)");
  if (model === null || model === undefined) throw new PanicError("there is no model");
  throw new TypeError("could not convert the argument to a model");
}
