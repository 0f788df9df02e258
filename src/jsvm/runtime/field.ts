import { fieldShape } from "../../model/collections/field-shapes.ts";
import { toBoolean, toText } from "../../lib/convert.ts";
import { appKey } from "./app-key.ts";
import { drafts } from "./collection-drafts.ts";
import { assignedOption, optionOf, wireOption } from "./field-options.ts";
import { inGoOrder } from "./field-order.ts";
import { goError } from "./go-error.ts";
import { goFields } from "./go-struct.ts";
import { baseName } from "./record-state.ts";
import { call } from "./server.ts";
import { assigned, TypedObject } from "./typed-object.ts";

/** The JSON form of a field: its type and its options. */
export type FieldJson = Readonly<Record<string, unknown>> & { readonly type: string };

/** What fields need of records and collections, which need fields themselves. */
interface FieldRecord {
  fresh(): FieldRecord;
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

interface FieldCollection {
  readonly fields: readonly HostField[];
}

/** A field of a collection: its options are properties. */
export class HostField extends TypedObject {
  [option: string]: unknown;
  declare id: string;
  declare name: string;
  declare system: boolean;
  declare hidden: boolean;
  readonly #type: string;

  /** Options that the type does not have, or whose values are of the wrong type, are left out as by PocketBase. */
  constructor(type: string, data: Readonly<Record<string, unknown>> = {}) {
    super(optionsOf(type, data));
    this.#type = type;
    // As in PocketBase a copy such as `{ ...field }` has them, too, and nothing is assigned to them.
    for (const [name, method] of methods)
      Object.defineProperty(this, name, { value: method.bind(this), enumerable: true });
    Object.preventExtensions(this);
  }

  static is(value: unknown): value is HostField {
    return typeof value === "object" && value !== null && #type in value;
  }

  /** Takes over what the server made of the field. */
  static update(field: HostField, data: Readonly<Record<string, unknown>>): void {
    for (const [name, kind] of Object.entries(fieldShape(field.#type) ?? {})) field[name] = optionOf(kind, data[name]);
  }

  static json(field: HostField): FieldJson {
    const options = Object.entries(fieldShape(field.#type) ?? {}).map(([name, kind]) => [
      name,
      wireOption(kind, field[name]),
    ]);
    return { ...(Object.fromEntries(options) as Record<string, unknown>), type: field.#type };
  }

  override [assigned](value: unknown, _current: unknown, name: string): unknown {
    const kind = fieldShape(this.#type)?.[name];
    return kind === undefined ? value : assignedOption(kind, value);
  }

  type(): string {
    return this.#type;
  }

  getId(): string {
    return this.id;
  }

  setId(id: unknown): void {
    this.id = toText(id);
  }

  getName(): string {
    return this.name;
  }

  setName(name: unknown): void {
    this.name = toText(name);
  }

  getSystem(): boolean {
    return this.system;
  }

  setSystem(isSystem: unknown): void {
    this.system = toBoolean(isSystem);
  }

  getHidden(): boolean {
    return this.hidden;
  }

  setHidden(isHidden: unknown): void {
    this.hidden = toBoolean(isHidden);
  }

  /** Whether values are lists. */
  isMultiple(): boolean {
    return Number(this["maxSelect"] ?? 0) > 1;
  }

  /** The column that it is stored in, in SQL. */
  columnType(_app?: unknown): string {
    return call("field.columnType", 0, [HostField.json(this)]) as string;
  }

  /** A value in the form that the field would give it in the record. */
  prepareValue(record: FieldRecord, value: unknown): unknown {
    const copy = record.fresh();
    copy.set(this.name, value);
    return copy.get(this.name);
  }

  /** The value of the record as its column has it. */
  driverValue(record: FieldRecord): unknown {
    return record.get(this.type() === "password" ? `${this.name}:hash` : this.name);
  }

  /** Throws what is wrong with the record's value. */
  validateValue(_context: unknown, app: unknown, record: FieldRecord): void {
    call("field.validateValue", appKey(app), [HostField.json(this), record]);
  }

  /** Of a text field: throws what is wrong with a text by itself. */
  validatePlainValue(text: unknown): void {
    const [value, max, min] = [toText(text), Number(this["max"]) || 5000, Number(this["min"])];
    const { length } = Array.from(value);
    if (length < min) throw goError(`Must be at least ${min} character(s).`);
    if (length > max) throw goError(`Must be no more than ${max} character(s).`);
    const pattern = toText(this["pattern"]);
    if (pattern !== "" && !new RegExp(pattern).test(value)) throw goError("Invalid value format.");
  }

  /** Throws what is wrong with the field's options in the collection. */
  validateSettings(_context: unknown, app: unknown, collection: FieldCollection): void {
    const index = collection.fields.findIndex((field) => field === this || field.id === this.id);
    const draft = drafts.of(collection);
    call("collection.validatePart", appKey(app), [draft, ["fields", String(index)]]);
  }

  /** How much of a request the field may need, in bytes. */
  calculateMaxBodySize(): number {
    const maxSize = Number(this["maxSize"] ?? 0);
    if (this.#type === "json") return maxSize || 1024 * 1024;
    if (this.#type === "editor") return maxSize || 5 * 1024 * 1024;
    return (maxSize || 5 * 1024 * 1024) * Math.max(1, Number(this["maxSelect"] ?? 1));
  }

  /** What sets the value of a record by a key such as `views+`; null for keys that are not the field's. */
  findSetter(key: string): ((record: FieldRecord, value: unknown) => void) | null {
    if (baseName(key) !== this.name) return null;
    return (record, value) => {
      record.set(key, value);
    };
  }

  /** What gives the value of a record by a key such as `file:unsaved`; null for keys that are not the field's. */
  findGetter(key: string): ((record: FieldRecord) => unknown) | null {
    return key.split(":")[0] === this.name ? (record) => record.get(key) : null;
  }

  /** As in PocketBase: without the type, and with empty lists for those that are null in Go's JSON. */
  toJSON(): Record<string, unknown> {
    const shape = fieldShape(this.#type);
    const options = this[goFields]().map(([name, value]) => [name, shape?.[name] === "list" ? (value ?? []) : value]);
    return Object.fromEntries(options) as Record<string, unknown>;
  }

  [goFields](): [string, unknown][] {
    const { type, ...options } = HostField.json(this);
    return inGoOrder(type, options);
  }
}

type Method = (this: HostField, ...args: readonly unknown[]) => unknown;

function optionsOf(type: string, data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(fieldShape(type) ?? {})) options[name] = optionOf(kind, data[name]);
  return options;
}

const methods = Object.entries(Object.getOwnPropertyDescriptors(HostField.prototype)).flatMap(
  ([name, { value }]): [string, Method][] =>
    typeof value === "function" && name !== "constructor" && name !== "toJSON" ? [[name, value as Method]] : [],
);

/** The field that its JSON form tells of; null for a type that does not exist. */
export function fieldFromJson(data: unknown): HostField | null {
  if (HostField.is(data)) return data;
  if (typeof data !== "object" || data === null) return null;
  const { type, ...options } = data as FieldJson;
  return fieldShape(type) === undefined ? null : new HostField(type, options);
}

type FieldConstructor = new (data?: Readonly<Record<string, unknown>>) => object;

/** Scripts make fields of these classes. What the server found is no instance of them, as in PocketBase. */
function classOf(type: string): FieldConstructor {
  return class extends HostField {
    constructor(data?: Readonly<Record<string, unknown>>) {
      super(type, data);
    }
  };
}

/** Of any type; where the type does not exist an object that is no field. */
function Field(this: object, data?: unknown): object {
  const field = fieldFromJson(data);
  if (field === null) return this;
  made.add(field);
  return field;
}

const made = new WeakSet();
Object.defineProperty(Field, Symbol.hasInstance, {
  value: (value: unknown) => typeof value === "object" && value !== null && made.has(value),
});

export const fieldClasses = {
  AutodateField: classOf("autodate"),
  BoolField: classOf("bool"),
  DateField: classOf("date"),
  EditorField: classOf("editor"),
  EmailField: classOf("email"),
  Field,
  FileField: classOf("file"),
  GeoPointField: classOf("geoPoint"),
  JSONField: classOf("json"),
  NumberField: classOf("number"),
  PasswordField: classOf("password"),
  RelationField: classOf("relation"),
  SelectField: classOf("select"),
  TextField: classOf("text"),
  URLField: classOf("url"),
};
