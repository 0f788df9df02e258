import { JsonText, type FieldValue } from "../../model/fields/field.ts";
import { isUnsavedFile } from "../../model/fields/file.ts";
import { recordFields } from "../../model/records/record-fields.ts";
import { setValue } from "../../model/records/record-values.ts";
import { RecordModel } from "../../model/records/record.ts";
import type { LooseRecord } from "../collection-types.ts";

/**
 * A record as handlers see it: an object with its fields as plain JSON values. What is set goes into the record itself. Passwords
 * and token keys can be set but not read.
 */
export function recordView(record: RecordModel): LooseRecord {
  const known = views.get(record);
  if (known !== undefined) return known;
  const view = new Proxy({}, new RecordHandler(record)) as LooseRecord;
  views.set(record, view);
  models.set(view, record);
  return view;
}

/** The record that a view shows; throws for other objects. */
export function viewedRecord(view: unknown): RecordModel {
  const record = typeof view === "object" && view !== null ? models.get(view) : undefined;
  if (record === undefined) throw new TypeError("expected the record of an event, not an object of another kind");
  return record;
}

/** The record as it was stored before its change, as an object that can't be changed; null for a new one. */
export function originalView({ collection, found }: RecordModel): Readonly<LooseRecord> | null {
  if (found === null) return null;
  const view = recordView(new RecordModel(collection, { ...found }, found));
  return Object.freeze({ ...view });
}

const views = new WeakMap<RecordModel, LooseRecord>();
const models = new WeakMap<object, RecordModel>();

const CONSTANT_KEYS = ["collectionId", "collectionName"];

class RecordHandler implements ProxyHandler<object> {
  readonly #record: RecordModel;

  constructor(record: RecordModel) {
    this.#record = record;
  }

  get(_target: object, key: string | symbol): unknown {
    return typeof key === "string" ? this.#read(key) : undefined;
  }

  has(_target: object, key: string | symbol): boolean {
    return typeof key === "string" && this.ownKeys().includes(key);
  }

  set(_target: object, key: string | symbol, value: unknown): boolean {
    const { collection } = this.#record;
    if (typeof key !== "string" || !setValue(this.#record, key, value)) {
      throw new TypeError(`${collection.name} has no field ${String(key)} that can be set`);
    }
    return true;
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    throw new TypeError(`the field ${String(key)} can't be deleted from a record`);
  }

  ownKeys(): string[] {
    const { collection, expand } = this.#record;
    const names = collection.fields.map(({ name }) => name).filter((name) => !this.#isSecret(name));
    return [...names, ...CONSTANT_KEYS.filter((key) => !names.includes(key)), ...(expand === null ? [] : ["expand"])];
  }

  getOwnPropertyDescriptor(_target: object, key: string | symbol): PropertyDescriptor | undefined {
    if (!this.has(_target, key)) return undefined;
    return { value: this.get(_target, key), writable: true, enumerable: true, configurable: true };
  }

  #read(key: string): unknown {
    const { collection, values, expand } = this.#record;
    const bound = recordFields(collection).byName.get(key);
    if (bound !== undefined) {
      return this.#isSecret(key) ? undefined : plainValue(values[key] ?? bound.type.zero(bound.field));
    }
    if (key === "collectionId") return collection.id;
    if (key === "collectionName") return collection.name;
    if (key === "expand" && expand !== null) return expandView(expand);
    return undefined;
  }

  #isSecret(name: string): boolean {
    return this.#record.collection.type === "auth" && (name === "password" || name === "tokenKey");
  }
}

function expandView(expand: NonNullable<RecordModel["expand"]>): Record<string, unknown> {
  const entries = Object.entries(expand).map(([key, related]) => [
    key,
    Array.isArray(related) ? related.map(recordView) : recordView(related),
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** Files by their names. Lists are copies: what is changed in one must be set to count. */
function plainValue(value: FieldValue): unknown {
  if (value instanceof JsonText) return value.toJSON();
  if (isUnsavedFile(value)) return value.name;
  if (Array.isArray(value)) return value.map((item: unknown) => (isUnsavedFile(item) ? item.name : item));
  if (typeof value !== "object" || value === null) return value;
  return "plain" in value ? undefined : Object.fromEntries(Object.entries(value));
}
