import { jsonText } from "../../lib/json-text.ts";
import { parseIndex } from "../../model/collections/index-definition.ts";
import type { SentRecord } from "../wire.ts";
import { assignedCollectionOption, collectionOption } from "./collection-options.ts";
import { ALL, AUTH, COMMON, RULES, TOKENS } from "./collection-names.ts";
import { indexText, merged, plain, textOfDate } from "./collection-values.ts";
import { drafts } from "./collection-drafts.ts";
import { type CollectionData, CollectionType } from "./collection-type.ts";
import { HostField } from "./field.ts";
import { goFields, OrderedMap } from "./go-struct.ts";
import { goJson } from "./go-json.ts";
import { HostFieldsList } from "./fields-list.ts";
import { parsedObject } from "./json-source.ts";
import { optionPart } from "./option-parts.ts";
import { call } from "./server.ts";
import { unpointed } from "./pointed-value.ts";
import { jsonRaw, textFrom } from "./values.ts";

/** A collection as operations take it that save it: its options, and the key of the state that they were changed in. */
export interface CollectionDraft {
  /** Null for a collection that is not stored. */
  readonly key: number | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether it is to be checked. */
  readonly isChecked: boolean;
}

/** A collection as scripts see it: its options are properties, of all types at once, as in PocketBase. */
export class HostCollection {
  declare id: string;
  declare name: string;
  declare type: string;
  declare indexes: string[];
  declare fields: HostFieldsList;
  declare system: boolean;
  [option: string]: unknown;
  /** The state that the server knows. */
  #type: CollectionType | null;
  #isNew: boolean;
  #isChecked = true;
  /** The options as they were told last, and those that were asked for or set since: most handlers ask for none. */
  #told: CollectionData | null = null;
  #options: Record<string, unknown> = {};

  constructor(type: CollectionType | null, data: CollectionData, isNew = type === null) {
    this.#type = type;
    this.#isNew = isNew;
    // Those that it begins with are made when they are first asked for.
    let fields: HostFieldsList | null = null;
    Object.defineProperty(this, "fields", {
      enumerable: true,
      get: () => (fields ??= HostFieldsList.make(data.fields)),
      set: (given: unknown) => {
        fields = HostFieldsList.assigned(given);
      },
    });
    this.#takeOptions(data);
    Object.preventExtensions(this);
  }

  static is(value: unknown): value is HostCollection {
    return typeof value === "object" && value !== null && #type in value;
  }

  /** The collection that a key stands for. */
  static fromKey(key: number, isNew = false): HostCollection {
    const type = CollectionType.of(key);
    return new HostCollection(type, type.data, isNew);
  }

  /** A new collection of what its JSON form tells, with the fields and options that its type brings along. */
  static make(data: unknown): HostCollection {
    return new HostCollection(null, call("collection.new", 0, [data == null ? null : plain(data)]) as CollectionData);
  }

  static draft(collection: HostCollection): CollectionDraft {
    const data = Object.fromEntries(ALL.map((name) => [name, unpointed(collection[name]) ?? null]));
    return {
      key: collection.#type?.key ?? null,
      data: {
        ...data,
        fields: HostFieldsList.json(collection.fields),
        created: textOfDate(collection["created"]),
        updated: textOfDate(collection["updated"]),
      },
      isChecked: collection.#isChecked,
    };
  }

  /** The key of its state; its id or name where it has none. */
  static argument(collection: HostCollection): unknown {
    return collection.#type?.key ?? (collection.id || collection.name);
  }

  /** The state of a new record of it. */
  static newRecord(collection: HostCollection): SentRecord {
    const known = collection.#type?.newRecord();
    if (known !== undefined) return known;
    const described = collection.#isNew ? HostCollection.draft(collection).data : collectionArgument(collection);
    return call("record.new", 0, [described]) as SentRecord;
  }

  /** Takes over the state that a key stands for. Fields stay the objects that they are. */
  static update(collection: HostCollection, { key, isNew }: { readonly key: number; readonly isNew: boolean }): void {
    collection.#isNew = isNew;
    if (collection.#type?.key === key) return;
    collection.#type = CollectionType.of(key);
    collection.#take(collection.#type.data);
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
    return this.#isNew;
  }

  markAsNew(): void {
    this.#isNew = true;
    this.#type = null;
  }

  markAsNotNew(): void {
    this.#isNew = false;
  }

  pk(): string {
    return this.id;
  }

  lastSavedPK(): string {
    return this.#isNew ? "" : (this.#type?.data.id ?? "");
  }

  tableName(): string {
    return "_collections";
  }

  baseFilesPath(): string {
    return this.id;
  }

  integrityChecks(isChecked: boolean): void {
    this.#isChecked = isChecked;
  }

  getIndex(name: string): string {
    return this.indexes[this.#indexOf(name)] ?? "";
  }

  addIndex(name: string, ...[isUnique, columns, where = ""]: readonly [boolean, string, string?]): void {
    this.removeIndex(name);
    this.indexes.push(indexText(this.name, { name, isUnique, columns, where }));
  }

  removeIndex(name: string): void {
    const index = this.#indexOf(name);
    if (index >= 0) this.indexes.splice(index, 1);
  }

  /** Sets what the JSON text, or its bytes, tells. */
  unmarshalJSON(json: unknown): void {
    HostCollection.merge(this, parsedObject(textFrom(json), "core.Collection"));
  }

  /** Sets what the JSON form tells: lists are replaced, of options that are objects only what it names. */
  static merge(collection: HostCollection, data: Readonly<Record<string, unknown>>): void {
    const isBlank = collection.#isNew && collection.type === "";
    if (isBlank) collection.#take(call("collection.new", 0, [plain(data)]) as CollectionData);
    else collection.#take(merged(HostCollection.draft(collection).data, plain(data)) as CollectionData);
  }

  string(): string {
    return goJson(this);
  }

  toString(): string {
    return this.string();
  }

  marshalJSON(): number[] {
    return jsonRaw(this.string());
  }

  /** Without secrets. */
  toJSON(): Record<string, unknown> {
    const own = this.type === "auth" ? AUTH : this.type === "view" ? ["viewQuery"] : [];
    const shown = Object.fromEntries([...COMMON, ...own].map((name) => [name, this[name]]));
    if (this.type !== "auth") return shown;
    for (const name of TOKENS) shown[name] = { duration: (this[name] as { duration?: unknown }).duration };
    const { providers, ...oauth2 } = this["oauth2"] as { providers: readonly Record<string, unknown>[] | null };
    const known = (providers ?? []).map(({ clientSecret: _secret, ...provider }) => provider);
    return { ...shown, oauth2: { providers: known, ...oauth2 } };
  }

  [goFields](): readonly (readonly [string, unknown])[] {
    return new OrderedMap(this.toJSON())[goFields]();
  }

  /** The row that it is stored in. */
  dbExport(_app?: unknown): Record<string, unknown> {
    const { id, name, type, system, indexes, fields } = this;
    const rules = Object.fromEntries(RULES.map((rule) => [rule, this[rule]]));
    const [created, updated] = [this["created"], this["updated"]];
    return { id, name, type, system, fields, indexes, ...rules, created, updated, options: this.rawOptions().string() };
  }

  /** What only collections of its type have, as JSON. */
  rawOptions(): number[] & { string(): string } {
    const own = this.type === "auth" ? AUTH : this.type === "view" ? ["viewQuery"] : [];
    const options = Object.fromEntries(own.map((name) => [name, this[name]]));
    return jsonRaw(jsonText(options)) as number[] & { string(): string };
  }

  postScan(): void {
    this.markAsNotNew();
  }

  #indexOf(name: string): number {
    return this.indexes.findIndex((sql) => parseIndex(sql)?.indexName.toLowerCase() === name.toLowerCase());
  }

  #take(data: CollectionData): void {
    this.#takeOptions(data);
    this.fields = this.#withKnownFields(data.fields);
  }

  #takeOptions(data: CollectionData): void {
    this.#told = data;
    this.#options = {};
  }

  #made(name: string): unknown {
    return optionPart(this, [name, collectionOption(name, this.#told?.[name])], checkPart);
  }

  static {
    for (const name of ALL) {
      if (name === "fields") continue;
      Object.defineProperty(this.prototype, name, {
        enumerable: true,
        get(this: HostCollection) {
          if (!(name in this.#options)) this.#options[name] = this.#made(name);
          return this.#options[name];
        },
        set(this: HostCollection, value: unknown) {
          this.#options[name] = assignedCollectionOption(name, value, this[name]);
        },
      });
    }
  }

  /** The fields in which those that the collection has are the same objects. */
  #withKnownFields(fields: CollectionData["fields"]): HostFieldsList {
    const list = HostFieldsList.make(fields);
    for (const [index, field] of list.entries()) {
      const known = this.fields.getById(field.id) ?? this.fields.getByName(field.name);
      if (known === null || known.type() !== field.type()) continue;
      HostField.update(known, HostField.json(field));
      list[index] = known;
    }
    return list;
  }
}

function checkPart(collection: HostCollection, path: readonly string[]): void {
  call("collection.validatePart", 0, [HostCollection.draft(collection), path]);
}

/** A collection as operations take it: its key, or its name or id. */
export function collectionArgument(value: unknown): unknown {
  return HostCollection.is(value) ? HostCollection.argument(value) : value;
}

/** The `Collection` of scripts. What the server found is no instance of it, as in PocketBase. */
export function Collection(data?: unknown): HostCollection {
  const collection = HostCollection.make(data);
  made.add(collection);
  return collection;
}

drafts.of = (collection) => (HostCollection.is(collection) ? HostCollection.draft(collection) : null);

const made = new WeakSet<HostCollection>();
Object.defineProperty(Collection, Symbol.hasInstance, {
  value: (value: unknown) => HostCollection.is(value) && made.has(value),
});
