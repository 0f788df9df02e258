import { parsedJson } from "./json-source.ts";
import { jsonText } from "../../lib/json-text.ts";
import { sortedByName } from "./field-order.ts";
import { fieldFromJson, type FieldJson, HostField } from "./field.ts";
import { notAnother, wrongArgument } from "./go-arguments.ts";
import { goError } from "./go-error.ts";
import { jsonRaw, textFrom } from "./values.ts";
import { hostModule } from "./host-module.ts";

const zlib = hostModule("node:zlib");

/** The fields of a collection: a list with PocketBase's methods. */
export class HostFieldsList extends Array<HostField> {
  /** Throws for what is no field. */
  static make(data: readonly unknown[]): HostFieldsList {
    const list = new HostFieldsList();
    for (const item of data) list.#put(fieldOf(item), null);
    return list;
  }

  /** What an assignment leaves in a collection: the list itself, or one of fields that stand in another. */
  static assigned(value: unknown): HostFieldsList {
    if (value instanceof HostFieldsList) return value;
    if (!Array.isArray(value ?? [])) throw notAnother(value, "core.FieldsList");
    const list = new HostFieldsList();
    for (const item of (value ?? []) as readonly unknown[]) list.push(checkedField(item));
    return list;
  }

  /** As messages have it. */
  static json(list: readonly HostField[]): FieldJson[] {
    return list.map((field) => HostField.json(field));
  }

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  getById(id: string): HostField | null {
    return this.find((field) => field.id === id) ?? null;
  }

  getByName(name: string): HostField | null {
    return this.find((field) => field.name === name) ?? null;
  }

  removeById(id: string): void {
    this.#remove(this.findIndex((field) => field.id === id));
  }

  removeByName(name: string): void {
    this.#remove(this.findIndex((field) => field.name === name));
  }

  /** A field of the same id, or where it has none of the same name, is replaced. */
  add(...fields: readonly HostField[]): void {
    for (const field of fields) this.#put(checkedField(field), null);
  }

  addAt(position: number, ...fields: readonly HostField[]): void {
    const start = position < 0 ? null : Math.min(position, this.length);
    for (const [index, field] of fields.entries())
      this.#put(checkedField(field), start === null ? null : start + index);
  }

  /** Of JSON text, or its bytes: one field or a list of them. */
  addMarshaledJSON(json: unknown): void {
    this.add(...fieldsOfJson(json));
  }

  addMarshaledJSONAt(position: number, json: unknown): void {
    this.addAt(position, ...fieldsOfJson(json));
  }

  fieldNames(): string[] {
    return this.map((field) => field.name);
  }

  asMap(): Record<string, HostField> {
    return Object.fromEntries(this.map((field) => [field.name, field]));
  }

  clone(): HostFieldsList {
    return HostFieldsList.make(HostFieldsList.json(this));
  }

  string(): string {
    return jsonText(HostFieldsList.json(this));
  }

  value(): string {
    return this.string();
  }

  marshalJSON(): number[] {
    return jsonRaw(this.string());
  }

  unmarshalJSON(json: unknown): void {
    const fields = HostFieldsList.make(listOfJson(textFrom(json)));
    this.splice(0, this.length, ...fields);
  }

  scan(json: unknown): void {
    this.unmarshalJSON(json === null || json === undefined || json === "" ? "[]" : json);
  }

  toJSON(): FieldJson[] {
    return HostFieldsList.json(this).map(sortedByName);
  }

  override toString(): string {
    return this.string();
  }

  #remove(index: number): void {
    if (index >= 0) this.splice(index, 1);
  }

  /** At a position, or for null in the place of the one that it replaces, else last. */
  #put(field: HostField, position: number | null): void {
    const isNamed = field.id === "";
    if (isNamed) field.id = this.#unusedId(field);
    const existing = this.findIndex((other) => (isNamed ? other.name === field.name : other.id === field.id));
    const replaced = isNamed && field.name === "" ? undefined : this[existing];
    if (replaced === undefined) {
      this.splice(position ?? this.length, 0, field);
      return;
    }
    field.id = replaced.id;
    if (position === null) this[existing] = field;
    else {
      this.splice(existing, 1);
      this.splice(Math.min(position, this.length), 0, field);
    }
  }

  #unusedId(field: HostField): string {
    const base = `${field.type()}${zlib.crc32(field.name)}`;
    for (let number = 1; number < 1000; number += 1) {
      const id = number === 1 ? base : `${base}${number}`;
      if (this.getById(id) === null) return id;
    }
    return base;
  }
}

function fieldOf(data: unknown): HostField {
  const field = fieldFromJson(data);
  if (field !== null) return field;
  throw goError(`missing or unknown field type in ${JSON.stringify(data)}`);
}

/** Scripts add objects of fields, as Go asks for. */
function checkedField(value: unknown): HostField {
  if (HostField.is(value)) return value;
  throw wrongArgument(value, "core.Field");
}

function fieldsOfJson(json: unknown): HostField[] {
  const text = textFrom(json);
  if (text === "") return [];
  try {
    return listOfJson(text).map(fieldOf);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw goError(`failed to unmarshal the provided JSON - expects array of objects or just single object: ${reason}`);
  }
}

function listOfJson(text: string): readonly unknown[] {
  const parsed = parsedJson(text);
  return Array.isArray(parsed) ? parsed : [parsed];
}

/** The `FieldsList` of scripts. */
export function FieldsList(data?: unknown): HostFieldsList {
  return HostFieldsList.make(Array.isArray(data) ? data.filter((item) => fieldFromJson(item) !== null) : []);
}
Object.defineProperty(FieldsList, Symbol.hasInstance, { value: (value: unknown) => value instanceof HostFieldsList });
