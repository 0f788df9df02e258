import { call } from "./server.ts";

/** A field as its plain options. */
export interface FieldData {
  readonly name: string;
  readonly type: string;
  readonly maxSelect?: number;
  readonly hidden?: boolean;
}

/** The JSON form of a collection. */
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

  constructor(key: number, data: CollectionData) {
    this.key = key;
    this.data = data;
    this.fields = new Map(data.fields.map((field) => [field.name, field]));
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

const typeOf = Symbol("type");

/** A collection as scripts see it: its options are properties. */
export class HostCollection {
  declare id: string;
  declare name: string;
  declare type: string;
  declare fields: readonly FieldData[];
  declare indexes: readonly string[];
  [typeOf]: CollectionType | null = null;

  constructor(data: Readonly<Record<string, unknown>> = {}) {
    Object.assign(this, data);
    Object.defineProperty(this, typeOf, { enumerable: false, writable: true });
  }

  /** The collection that a key stands for. */
  static fromKey(key: number): HostCollection {
    const type = CollectionType.of(key);
    const collection = new HostCollection(structuredClone(type.data));
    collection[typeOf] = type;
    return collection;
  }

  isBase(): boolean {
    return this.type === "base";
  }

  isAuth(): boolean {
    return this.type === "auth";
  }

  isView(): boolean {
    return this.type === "view";
  }

  isNew(): boolean {
    return this[typeOf] === null;
  }

  tableName(): string {
    return "_collections";
  }
}

/** A collection as operations take it: its key, or its name or id. */
export function collectionArgument(value: unknown): unknown {
  if (!(value instanceof HostCollection)) return value;
  return value[typeOf]?.key ?? (value.id || value.name);
}
