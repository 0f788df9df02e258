import type { SentRecord } from "../wire.ts";
import { call } from "./server.ts";

/** A field as its plain options. */
export interface FieldData {
  readonly name: string;
  readonly type: string;
  readonly maxSelect?: number;
  readonly hidden?: boolean;
}

/** All options of a collection, with its secrets; those that its type does not have are empty. */
export interface CollectionData extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly fields: readonly FieldData[];
}

/** What this realm was told of collections, by their keys. */
const known = new Map<number, CollectionType>();
const MAX_KNOWN = 500;

/** One state of a collection, with what records need of it. */
export class CollectionType {
  readonly key: number;
  readonly data: CollectionData;
  readonly fields: ReadonlyMap<string, FieldData>;
  /** A new record, as JSON text. */
  #blank: string | undefined;

  constructor(key: number, data: CollectionData) {
    this.key = key;
    this.data = data;
    this.fields = new Map(data.fields.map((field) => [field.name, field]));
  }

  /** The state of a new record. */
  newRecord(): SentRecord {
    this.#blank ??= JSON.stringify(call("record.new", 0, [this.key]));
    return JSON.parse(this.#blank) as SentRecord;
  }

  static of(key: number): CollectionType {
    return known.get(key) ?? CollectionType.learn(key, call("system.collection", 0, [key]) as CollectionData);
  }

  static learn(key: number, data: CollectionData): CollectionType {
    if (known.size >= MAX_KNOWN) known.clear();
    const type = new CollectionType(key, data);
    known.set(key, type);
    return type;
  }
}
