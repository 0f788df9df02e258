import type { SentRecord, WireRecord } from "../wire.ts";
import { HostCollection } from "./collection.ts";
import { textArgument, wrongArgument } from "./go-arguments.ts";
import type { HostField } from "./field.ts";
import { goJson } from "./go-json.ts";
import { goFields } from "./go-struct.ts";
import { parsedObject } from "./json-source.ts";
import { mergedExpand } from "./record-expand.ts";
import { RecordGetters } from "./record-getters.ts";
import { exportRecord, recordEntries, recordJson, type ShownRecord } from "./record-json.ts";
import { replacedModifiers } from "./record-modifiers.ts";
import { baseName, type Expand, type KeptRecord, RecordState } from "./record-state.ts";
import { scriptValue } from "./record-value.ts";
import { call, type Sendable } from "./server.ts";
import { jsonRaw, nilList, textFrom } from "./values.ts";

/**
 * A record as scripts see it. It lives in this realm; the server gets it with each call that it is an argument of, and tells what it
 * made of it. What was set is told with the next call, or when a value is asked for that the server has to bring into form.
 */
export class HostRecord extends RecordGetters implements Sendable {
  readonly #state = new RecordState();
  #ignoresUnchanged = false;
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

  postScan(): void {
    this.markAsNotNew();
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

  get(key: unknown): unknown {
    const name = textArgument(key);
    if (name === "expand") return this.expand();
    if (this.#state.isUnknown(baseName(name).replace(/:.*$/, ""))) this.#normalize();
    return scriptValue(this.#state, name);
  }

  set(key: unknown, value?: unknown): void {
    const name = textArgument(key);
    if (name === "expand") this.setExpand((value ?? {}) as Expand);
    else this.#state.set(name, value);
  }

  setRaw(name: string, value: unknown): void {
    this.#state.set(name, value, true);
  }

  setIfFieldExists(name: string, value: unknown): HostField | null {
    const field = this.#state.type.fields.get(baseName(name));
    if (field === undefined) return null;
    this.set(name, value);
    return this.collection().fields.getByName(field.name);
  }

  load(data: Readonly<Record<string, unknown>> | null): void {
    if (typeof (data ?? {}) !== "object") throw wrongArgument(data, "map[string]interface {}");
    const keys = Object.keys(data ?? {}).sort((a, b) => a.length - b.length);
    for (const key of keys) this.set(key, data?.[key]);
  }

  /** Null for one that was made of none. */
  collection(): HostCollection {
    if (this.#state.type.key < 0) return null as unknown as HostCollection;
    return HostCollection.fromKey(this.#state.type.key);
  }

  tableName(): string {
    return this.#state.type.data.name;
  }

  hookTags(): string[] {
    const { id, name } = this.#state.type.data;
    return [name, id];
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
    this.#state.markStored();
  }

  pk(): string {
    return this.id;
  }

  lastSavedPK(): string {
    return this.#state.savedPK;
  }

  original(): HostRecord {
    const { type, found } = this.#state;
    if (found === null) return new HostRecord(type.newRecord());
    return new HostRecord({ collection: type.key, values: { ...found }, original: true });
  }

  /** With the values of now, without what else was set. As in PocketBase that of a record that was just created is new. */
  fresh(): HostRecord {
    this.#normalize();
    const { type, values, found } = this.#state;
    const original = found === null ? null : this.#state.original;
    return new HostRecord({ collection: type.key, values: { ...values }, original, ...this.#state.foundBefore() });
  }

  clone(): HostRecord {
    const copy = this.fresh();
    copy.#state.takeExtras(this.#state);
    copy.#ignoresUnchanged = this.#ignoresUnchanged;
    return copy;
  }

  /** All that a copy of it needs. */
  static kept(record: HostRecord): KeptRecord {
    record.#normalize();
    const { type, values, original, custom, expand } = record.#state;
    const keptOf = (one: HostRecord): KeptRecord => HostRecord.kept(one);
    const related = Object.entries(expand ?? {}).map(([name, one]) => [
      name,
      Array.isArray(one) ? one.map(keptOf) : keptOf(one),
    ]);
    const kept = { collection: type.data.id, values, original, custom };
    return related.length === 0 ? kept : { ...kept, expand: Object.fromEntries(related) as KeptRecord["expand"] };
  }

  static fromKept(kept: KeptRecord, collection: number, find: (id: string) => number): HostRecord {
    const { values, original, custom, expand = {} } = kept;
    const record = new HostRecord({ collection, values, original, custom });
    const again = (one: KeptRecord): HostRecord => HostRecord.fromKept(one, find(one.collection), find);
    const related = Object.entries(expand).map(([name, one]) => [
      name,
      Array.isArray(one) ? one.map(again) : again(one),
    ]);
    if (related.length > 0) record.setExpand(Object.fromEntries(related) as Expand);
    return record;
  }

  publicExport(): Record<string, unknown> {
    this.#normalize();
    return exportRecord(this.#shown(), true);
  }

  /** In the order of its names, as Go writes maps. `JSON.stringify`, which gives a key, gets the texts as Go escapes them. */
  toJSON(key?: string): Record<string, unknown> {
    this.#normalize();
    return recordJson(this.#shown(), key !== undefined);
  }

  [goFields](): [string, unknown][] {
    this.#normalize();
    return recordEntries(this.#shown());
  }

  fieldsData(): Record<string, unknown> {
    return Object.fromEntries([...this.#state.type.fields.keys()].map((name) => [name, this.get(name)]));
  }

  /** The values as columns. */
  dbExport(_app?: unknown): Record<string, unknown> {
    const names = [...this.#state.type.fields.keys()];
    const all = Object.fromEntries(names.map((name) => [name, this.get(this.#columnKey(name))]));
    const { found } = this.#state;
    if (!this.#ignoresUnchanged || this.isNew() || found === null) return all;
    const { values } = this.#state;
    const isChanged = (name: string): boolean => JSON.stringify(values[name]) !== JSON.stringify(found[name]);
    return Object.fromEntries(Object.entries(all).filter(([name]) => name === "id" || isChanged(name)));
  }

  ignoreUnchangedFields(isIgnored: boolean): this {
    this.#ignoresUnchanged = isIgnored;
    return this;
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
    if (Object.keys(expand).length > 0) this.setExpand(mergedExpand(this.expand(), expand));
  }

  expandedOne(name: string): HostRecord | null {
    const related = this.#state.expand?.[name];
    return Array.isArray(related) ? (related[0] ?? null) : (related ?? null);
  }

  expandedAll(name: string): HostRecord[] {
    const related = this.#state.expand?.[name];
    return related === undefined ? nilList() : [related].flat();
  }

  /** The file field that has the file; null for none. */
  findFileFieldByFile(name: string): HostField | null {
    const fields = [...this.#state.type.fields.values()].filter(({ type }) => type === "file");
    const field = fields.find((one) => this.getStringSlice(one.name).includes(name));
    return field === undefined ? null : this.collection().fields.getByName(field.name);
  }

  unmarshalJSON(json: unknown): void {
    this.load(parsedObject(textFrom(json), "map[string]interface {}"));
  }

  marshalJSON(): number[] {
    return jsonRaw(goJson(this));
  }

  replaceModifiers(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return replacedModifiers(this.fresh(), data, this.#state.type.fields);
  }

  #show(names: readonly string[], isShown: boolean): this {
    for (const name of names) this.#state.visibility[name] = isShown;
    this.#state.touch("visibility");
    return this;
  }

  #normalize(): void {
    if (this.#state.hasUnknown) call("record.normalize", 0, [this]);
  }

  #columnKey(name: string): string {
    return this.#state.type.fields.get(name)?.type === "password" ? `${name}:hash` : name;
  }

  #shown(): ShownRecord {
    const { type, values, custom, showsCustom, visibility, expand, showsEmail } = this.#state;
    return { type, values, visibility, expand, custom: showsCustom ? custom : {}, showsEmail };
  }
}

function readExpand(expand: NonNullable<SentRecord["expand"]>): Expand {
  const entries = Object.entries(expand).map(([key, sent]) => [
    key,
    Array.isArray(sent) ? sent.map((one) => new HostRecord(one)) : new HostRecord(sent),
  ]);
  return Object.fromEntries(entries) as Expand;
}
