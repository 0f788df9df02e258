import type { Collection } from "../../model/collections/collection.ts";
import { collectionJson } from "../../model/collections/collection-json.ts";

type Data = Record<string, unknown>;

/** A field as PocketBase's files make and change it. */
export class FieldDraft {
  [option: string]: unknown;

  constructor(data: Data = {}) {
    Object.assign(this, data);
  }
}

/** The fields of a collection with the methods that PocketBase's files call. */
export class FieldList extends Array<FieldDraft> {
  getById(id: string): FieldDraft | null {
    return this.find((field) => field["id"] === id) ?? null;
  }

  getByName(name: string): FieldDraft | null {
    return this.find((field) => field["name"] === name) ?? null;
  }

  add(...fields: readonly Data[]): void {
    for (const field of fields) this.addAt(this.length, field);
  }

  /** A field with the id or, without one, the name of another takes its place. */
  addAt(index: number, field: Data): void {
    const { id, name } = field;
    const old = this.findIndex((other) =>
      typeof id === "string" && id !== "" ? other["id"] === id : other["name"] === name,
    );
    if (old >= 0) this.splice(old, 1);
    const position = index < 0 || index > this.length ? this.length : index;
    this.splice(position, 0, new FieldDraft(field));
  }

  removeById(id: string): void {
    this.#removeWhere((field) => field["id"] === id);
  }

  removeByName(name: string): void {
    this.#removeWhere((field) => field["name"] === name);
  }

  #removeWhere(isMeant: (field: FieldDraft) => boolean): void {
    const index = this.findIndex(isMeant);
    if (index >= 0) this.splice(index, 1);
  }
}

/** A collection as PocketBase's files make and change it: its JSON form. */
export class CollectionDraft {
  [option: string]: unknown;
  id = "";
  name = "";
  fields: FieldList = new FieldList();
  indexes: string[] = [];

  constructor(data: Data = {}) {
    merge(this, data);
  }

  static of(collection: Collection): CollectionDraft {
    return new CollectionDraft(structuredClone(collectionJson(collection)));
  }

  addIndex(name: string, unique: boolean, ...[columns, where = ""]: [columns: string, where?: string]): void {
    this.removeIndex(name);
    const condition = where === "" ? "" : ` WHERE ${where}`;
    this.indexes.push(
      `CREATE ${unique ? "UNIQUE " : ""}INDEX \`${name}\` ON \`${this.name}\` (${columns})${condition}`,
    );
  }

  removeIndex(name: string): void {
    this.indexes = this.indexes.filter(
      (sql) => !new RegExp(`index\\s+[\`"'\\[]?${RegExp.escape(name)}\\b`, "i").test(sql),
    );
  }
}

/** A new record; those that are there can't be read. */
export class RecordDraft {
  readonly collection: CollectionDraft;
  readonly values: Data = {};

  constructor(collection: CollectionDraft, data: Data = {}) {
    this.collection = collection;
    this.load(data);
  }

  set(name: string, value: unknown): void {
    this.values[name] = value;
  }

  get(name: string): unknown {
    return this.values[name];
  }

  load(data: Data): void {
    for (const [name, value] of Object.entries(data)) this.set(name, value);
  }

  setEmail(email: string): void {
    this.set("email", email);
  }

  setPassword(password: string): void {
    this.set("password", password);
  }

  setVerified(verified: boolean): void {
    this.set("verified", verified);
  }
}

/** `unmarshal(data, target)`: objects merge, lists are replaced. */
export function unmarshal(data: Data | string, target: object): void {
  merge(target as Data, typeof data === "string" ? (JSON.parse(data) as Data) : data);
}

function merge(target: Data, data: Data): void {
  for (const [key, value] of Object.entries(data)) {
    if (key === "__proto__") continue;
    const old = target[key];
    if (key === "fields" && target instanceof CollectionDraft && Array.isArray(value)) {
      target.fields = FieldList.from((value as Data[]).map((field) => new FieldDraft(field))) as FieldList;
    } else if (isObject(value) && isObject(old)) merge(old, value);
    else target[key] = value;
  }
}

function isObject(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `new TextField({ … })` is `new Field({ type: "text", … })`. */
export const FieldTypes: Readonly<Record<string, unknown>> = Object.fromEntries(
  "text number bool email url editor date autodate select json file relation password geoPoint"
    .split(" ")
    .map((type) => {
      const name = `${type.charAt(0).toUpperCase()}${type.slice(1)}Field`;
      const made = class extends FieldDraft {
        constructor(data: Data = {}) {
          super({ type, ...data });
        }
      };
      return [name === "UrlField" ? "URLField" : name === "JsonField" ? "JSONField" : name, made];
    }),
);
