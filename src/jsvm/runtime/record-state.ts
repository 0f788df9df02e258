import { toText } from "../../lib/convert.ts";
import type { SentRecord, WireRecord } from "../wire.ts";
import { CollectionType } from "./collection-type.ts";
import { PanicError } from "./errors.ts";
import { HostFile } from "./file.ts";
import { goJson } from "./go-json.ts";
import { currentRun } from "./run-values.ts";
import type { HostRecord } from "./record.ts";
import { isSendable } from "./server.ts";

export type Values = Readonly<Record<string, unknown>>;
export type Expand = Record<string, HostRecord | HostRecord[]>;

/** A record beyond a run: its collection by id. */
export interface KeptRecord {
  readonly collection: string;
  readonly values: Record<string, unknown>;
  readonly original: Record<string, unknown> | true | null;
  readonly custom: Record<string, unknown>;
  readonly expand?: Readonly<Record<string, KeptRecord | KeptRecord[]>> | undefined;
}

/** Part of a record that the server has to be told of when it was changed. */
type Part = "custom" | "visibility" | "expand";

const NO_TYPE = new CollectionType(-1, { id: "", name: "", type: "base", fields: [] });

/** What a record of this realm holds, and what of it the server does not know. */
export class RecordState {
  type: CollectionType = NO_TYPE;
  values: Record<string, unknown> = {};
  /** As last stored: null for a new record, true for the same as `values`. */
  original: Values | true | null = null;
  custom: Record<string, unknown> = {};
  visibility: Record<string, boolean> = {};
  expand: Expand | null = null;
  showsEmail = false;
  /** Whether answers have the custom values. */
  showsCustom = false;
  /** Set by the script; undefined where it is as stored. */
  isNew: boolean | undefined;
  /** The id that the record had when a script said that it is stored. */
  #markedPK = "";
  #handle: number | null = null;
  /** The one that the handle is of: in others the record is sent whole. */
  #run: object | null = null;
  #found: Values | null | undefined;
  #set: (readonly [key: string, raw: unknown, hasFiles?: boolean])[] = [];
  /** Fields whose values are the server's to tell. */
  readonly #unknown = new Set<string>();
  readonly #touched = new Set<Part>();

  /** Whether there is something that the server does not know. */
  get hasNews(): boolean {
    return this.#set.length > 0 || this.#touched.size > 0 || this.isNew !== undefined;
  }

  /** Whether the server has to bring some values into form first. */
  get hasUnknown(): boolean {
    return this.#unknown.size > 0;
  }

  isUnknown(name: string): boolean {
    return this.#unknown.has(name);
  }

  /** As in PocketBase a record without an id stays new. */
  markStored(): void {
    this.#markedPK = toText(this.values["id"]);
    this.isNew = this.#markedPK === "";
  }

  /** The id under which it is stored; "" for a new record. */
  get savedPK(): string {
    if (this.isNew === undefined) return toText(this.stored?.["id"]);
    return this.isNew ? "" : this.#markedPK;
  }

  /** The values as stored; null for a new record. */
  get stored(): Values | null {
    return this.original === true ? this.values : this.original;
  }

  /** The values as they were found: a save does not change them, as in PocketBase. */
  get found(): Values | null {
    return this.#found === undefined ? this.stored : this.#found;
  }

  /** What was found, where it is something else than what is stored by now. */
  foundBefore(): Pick<SentRecord, "found"> {
    return this.#found === undefined || this.#found === this.stored ? {} : { found: this.#found };
  }

  /** What a copy of a record has besides its values. */
  takeExtras({ custom, visibility, expand, showsEmail, showsCustom }: RecordState): void {
    this.custom = { ...custom };
    this.visibility = { ...visibility };
    this.expand = expand === null ? null : { ...expand };
    this.showsEmail = showsEmail;
    this.showsCustom = showsCustom;
  }

  touch(part: Part): void {
    this.#touched.add(part);
  }

  /** `isRaw` sets dates too that only saving sets. */
  set(key: string, value: unknown, isRaw = false): void {
    if (this.type === NO_TYPE) throw new PanicError("the record has no collection");
    const field = this.type.fields.get(baseName(key));
    if (field === undefined) {
      this.custom[key] = value;
      this.touch("custom");
      return;
    }
    if (field.type === "autodate" && !isRaw) return;
    this.#set.push(field.type === "file" ? [key, HostFile.wireOf(value), true] : [key, rawOf(field.type, value)]);
    if (!isPlain(field.type, value) || field.name !== key) {
      this.#unknown.add(field.name);
      return;
    }
    // The server would make the same of it: no need to ask.
    if (this.original === true) {
      this.original = this.values;
      this.values = { ...this.values };
    }
    this.values[key] = value;
  }

  /** For a message. What is in it counts as told. */
  toWire(): WireRecord {
    const { type, values, original, custom, visibility, expand } = this;
    const isWhole = this.#handle === null || this.#run !== currentRun();
    const wire: WireRecord = isWhole
      ? { collection: type.key, values, original, ...this.foundBefore() }
      : { collection: type.key, values: {}, original: null, handle: this.#handle ?? 0 };
    if (this.#set.length > 0) wire.set = this.#set;
    if (this.isNew !== undefined) wire.isNew = this.isNew;
    if (isWhole || this.#touched.has("custom")) {
      wire.custom = custom;
      wire.showsCustom = this.showsCustom;
    }
    if (isWhole || this.#touched.has("visibility")) wire.visibility = visibility;
    if (this.showsEmail) wire.showsEmail = true;
    if (expand !== null && (isWhole || this.#touched.has("expand"))) wire.expand = wireExpand(expand);
    this.#set = [];
    this.#unknown.clear();
    this.#touched.clear();
    this.isNew = undefined;
    return wire;
  }

  update(sent: SentRecord): void {
    if (this.type.key !== sent.collection) this.type = CollectionType.of(sent.collection);
    this.values = sent.values;
    this.original = sent.original;
    this.custom = sent.custom ?? {};
    this.visibility = sent.visibility ?? {};
    this.showsEmail = sent.showsEmail === true;
    this.showsCustom = sent.showsCustom ?? this.showsCustom;
    if (sent.handle !== undefined) {
      this.#handle = sent.handle;
      this.#run = currentRun();
    }
    if (this.#found === undefined) this.#found = sent.found === undefined ? this.stored : sent.found;
  }
}

/** Whole numbers are seconds since 1970 for dates. */
function rawOf(type: string, value: unknown): unknown {
  if (type === "json" && typeof value === "object" && value !== null) return parsedJson(value);
  const isSeconds = type === "date" && typeof value === "number" && Number.isInteger(value);
  return isSeconds ? new Date(value * 1000).toISOString() : value;
}

/** As Go reads it: what it can't write stays for the server to judge. */
function parsedJson(value: object): unknown {
  const json = goJson(value);
  return json === "" ? value : (JSON.parse(json) as unknown);
}

/** The field that a key with a modifier is for. */
export function baseName(key: string): string {
  return key.replace(/^\+|[+-]$|:autogenerate$/g, "");
}

function isPlain(type: string, value: unknown): boolean {
  switch (type) {
    case "text":
    case "editor":
    case "email":
    case "url":
      return typeof value === "string" && value.isWellFormed();
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "bool":
      return typeof value === "boolean";
    default:
      return false;
  }
}

/** Scripts may keep there what is no record. */
function wireExpand(expand: Expand): NonNullable<WireRecord["expand"]> {
  const wire: Record<string, WireRecord | WireRecord[]> = {};
  for (const [key, related] of Object.entries(expand)) {
    if (Array.isArray(related)) wire[key] = related.filter(isSendable).map((one) => one.toWire());
    else if (isSendable(related)) wire[key] = related.toWire();
  }
  return wire;
}
