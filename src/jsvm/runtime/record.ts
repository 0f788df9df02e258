import { toBoolean, toNumber, toText, toTextList } from "../../lib/convert.ts";
import { jsonText } from "../../lib/json-text.ts";
import type { SentRecord, WireRecord } from "../wire.ts";
import { AuthRecord } from "./auth-record.ts";
import { collectionArgument, HostCollection } from "./collection.ts";
import { fileNameOf, fileOf, HostFile } from "./file.ts";
import { exportRecord, type ShownRecord } from "./record-json.ts";
import { baseName, type Expand, RecordState } from "./record-state.ts";
import { call, type Sendable } from "./server.ts";
import { DateTime, jsonRaw } from "./values.ts";

/**
 * A record as scripts see it. It lives in this realm; the server gets it with each call that it is an argument of, and tells what it
 * made of it. What was set is told with the next call, or when a value is asked for that the server has to bring into form.
 */
export class HostRecord extends AuthRecord implements Sendable {
  readonly #state = new RecordState();
  declare id: string;

  constructor(sent?: SentRecord) {
    super();
    Object.defineProperty(this, "id", {
      enumerable: true,
      get: () => this.getString("id"),
      set: (id: unknown) => {
        this.set("id", id);
      },
    });
    if (sent !== undefined) this.update(sent);
    Object.preventExtensions(this);
  }

  toWire(): WireRecord {
    return this.#state.toWire();
  }

  update(sent: SentRecord): void {
    this.#state.update(sent);
    if (sent.expand !== undefined) this.#state.expand = readExpand(sent.expand);
  }

  /** Whether there is something that the server does not know. */
  get hasNews(): boolean {
    return this.#state.hasNews;
  }

  get(name: string): unknown {
    const value = this.#read(name);
    const field = this.#state.type.fields.get(name);
    if (field === undefined) return value ?? null;
    if (field.type === "json") return jsonRaw(jsonOf(value));
    if (field.type === "date" || field.type === "autodate") return new DateTime(value);
    if (field.type === "password") return "";
    if (field.type === "file") return fileOf(value);
    return typeof value === "object" && value !== null ? structuredClone(value) : value;
  }

  getRaw(name: string): unknown {
    return this.get(name);
  }

  getString(name: string): string {
    const value = this.#read(name);
    const field = this.#state.type.fields.get(name);
    if (field?.type === "json") return jsonOf(value);
    if (Array.isArray(value)) return "";
    if (typeof value === "object" && value !== null) return jsonText(this.#json(value));
    return value === null || value === undefined ? "" : toText(value);
  }

  getBool(name: string): boolean {
    return toBoolean(this.#scalar(name));
  }

  getInt(name: string): number {
    return Math.trunc(toNumber(this.#scalar(name))) || 0;
  }

  getFloat(name: string): number {
    return toNumber(this.#scalar(name));
  }

  getDateTime(name: string): DateTime {
    return new DateTime(this.#scalar(name));
  }

  getStringSlice(name: string): string[] {
    return toTextList(this.#json(this.#read(name)));
  }

  set(name: string, value: unknown): void {
    this.#state.set(name, value);
  }

  setIfFieldExists(name: string, value: unknown): unknown {
    const field = this.#state.type.fields.get(baseName(name));
    if (field !== undefined) this.set(name, value);
    return field ?? null;
  }

  load(data: Readonly<Record<string, unknown>>): void {
    const keys = Object.keys(data).sort((a, b) => a.length - b.length);
    for (const key of keys) this.set(key, data[key]);
  }

  collection(): HostCollection {
    return HostCollection.fromKey(this.#state.type.key);
  }

  tableName(): string {
    return this.#state.type.data.name;
  }

  baseFilesPath(): string {
    return `${this.#state.type.data.id}/${this.lastSavedPK()}`;
  }

  isNew(): boolean {
    return this.#state.isNew ?? this.#state.original === null;
  }

  markAsNew(): void {
    this.#state.isNew = true;
  }

  markAsNotNew(): void {
    this.#state.isNew = false;
  }

  pk(): string {
    return this.id;
  }

  lastSavedPK(): string {
    return toText(this.#state.stored?.["id"]);
  }

  original(): HostRecord {
    const { type, found } = this.#state;
    if (found === null) return new HostRecord(call("record.new", 0, [type.key]) as SentRecord);
    return new HostRecord({ collection: type.key, values: { ...found }, original: true });
  }

  fresh(): HostRecord {
    return this.clone();
  }

  clone(): HostRecord {
    this.#normalize();
    const { type, values, original, custom } = this.#state;
    return new HostRecord({ collection: type.key, values: { ...values }, original, custom: { ...custom } });
  }

  publicExport(): Record<string, unknown> {
    this.#normalize();
    return exportRecord(this.#shown(), true);
  }

  toJSON(): Record<string, unknown> {
    this.#normalize();
    return exportRecord(this.#shown(), false);
  }

  fieldsData(): Record<string, unknown> {
    return Object.fromEntries([...this.#state.type.fields.keys()].map((name) => [name, this.get(name)]));
  }

  customData(): Record<string, unknown> {
    return { ...this.#state.custom };
  }

  withCustomData(isShown: boolean): this {
    this.#state.showsCustom = isShown;
    this.#state.touch("custom");
    return this;
  }

  ignoreEmailVisibility(isIgnored: boolean): this {
    this.#state.showsEmail = isIgnored;
    return this;
  }

  hide(...names: readonly string[]): this {
    return this.#show(names, false);
  }

  unhide(...names: readonly string[]): this {
    return this.#show(names, true);
  }

  expand(): Expand {
    return { ...this.#state.expand };
  }

  setExpand(expand: Expand): void {
    this.#state.expand = { ...expand };
    this.#state.touch("expand");
  }

  mergeExpand(expand: Expand): void {
    this.setExpand({ ...this.#state.expand, ...expand });
  }

  expandedOne(name: string): HostRecord | null {
    const related = this.#state.expand?.[name];
    return Array.isArray(related) ? (related[0] ?? null) : (related ?? null);
  }

  expandedAll(name: string): HostRecord[] {
    return [this.#state.expand?.[name] ?? []].flat();
  }

  /** The files of a field that were set and are not stored yet. */
  getUnsavedFiles(name: string): HostFile[] {
    return [fileOf(this.#read(name.replace(/:unsaved$/, "")))].flat().filter((item) => item instanceof HostFile);
  }

  unmarshalJSONField(name: string, target: object): void {
    Object.assign(target, JSON.parse(this.getString(name)));
  }

  #show(names: readonly string[], isShown: boolean): this {
    for (const name of names) this.#state.visibility[name] = isShown;
    this.#state.touch("visibility");
    return this;
  }

  /** The value as the server has it: asked for where it had to be brought into form. */
  #read(name: string): unknown {
    if (this.#state.isUnknown(name)) this.#normalize();
    const { type, values, custom } = this.#state;
    return type.fields.has(name) ? values[name] : custom[name];
  }

  #normalize(): void {
    if (this.#state.hasUnknown) call("record.normalize", 0, [this]);
  }

  /** Of lists the last, as the getters of Go's casts. */
  #scalar(name: string): unknown {
    const value = this.#read(name);
    return typeof value === "object" ? null : value;
  }

  #json(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#json(item));
    return fileNameOf(value);
  }

  #shown(): ShownRecord {
    const { type, values, custom, showsCustom, visibility, expand, showsEmail } = this.#state;
    return { type, values, visibility, expand, custom: showsCustom ? custom : {}, showsEmail };
  }
}

/** The text of a JSON field's value. */
function jsonOf(value: unknown): string {
  return typeof value === "string" ? value : "null";
}

function readExpand(expand: NonNullable<SentRecord["expand"]>): Expand {
  const entries = Object.entries(expand).map(([key, sent]) => [
    key,
    Array.isArray(sent) ? sent.map((one) => new HostRecord(one)) : new HostRecord(sent),
  ]);
  return Object.fromEntries(entries) as Expand;
}

/** The `Record` of scripts. What the server found is no instance of it, as in PocketBase. */
export function Record(this: unknown, collection?: unknown, data?: unknown): HostRecord {
  const isKnown = collection instanceof HostCollection;
  const record = new HostRecord(
    isKnown ? (call("record.new", 0, [collectionArgument(collection)]) as SentRecord) : undefined,
  );
  if (isKnown && typeof data === "object" && data !== null)
    record.load(data as Readonly<globalThis.Record<string, unknown>>);
  if (new.target !== undefined) instances.add(record);
  return record;
}

const instances = new WeakSet<HostRecord>();
Object.defineProperty(Record, Symbol.hasInstance, {
  value: (value: unknown) => value instanceof HostRecord && instances.has(value),
});
