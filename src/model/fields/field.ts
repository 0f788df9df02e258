import type { TSchema } from "@sinclair/typebox";
import type { ColumnKind } from "../../database/schema-dialect.ts";
import type { SqlValue } from "../../database/engine.ts";
import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context, DefinitionContext } from "../context.ts";
import type { RecordModel } from "../records/record.ts";

export const FIELD_TYPE_NAMES = [
  "autodate",
  "bool",
  "date",
  "editor",
  "email",
  "file",
  "geoPoint",
  "json",
  "number",
  "password",
  "relation",
  "select",
  "text",
  "url",
] as const;

export type FieldTypeName = (typeof FIELD_TYPE_NAMES)[number];

/** The options that fields of every type have. Types with more extend it in their own file. */
export interface FieldBase {
  readonly id: string;
  readonly name: string;
  readonly type: FieldTypeName;
  /** System fields can be neither renamed nor removed. */
  readonly system: boolean;
  /** Hidden fields are neither shown to nor filterable by anyone but superusers. */
  readonly hidden: boolean;
  readonly presentable: boolean;
}

/** Fields of every type but autodate carry a help text for editors. */
export interface FieldWithHelp extends FieldBase {
  readonly help: string;
}

/**
 * Everything that one field type does; `fields/<type>.ts` exports one of each. Options (`Own`) carry the wire's names. What other
 * parts need to know of a type is asked here, so that a type is added or changed in one file.
 */
export interface FieldType<Own extends FieldBase = FieldBase> extends FieldDescription<Own> {
  readonly type: FieldTypeName;
  /** The type's own options and their values when a client leaves them out. */
  readonly defaults: Readonly<Omit<Own, keyof FieldBase>>;
  columnKind(field: Own): ColumnKind;
  /** Whether a value is a list (select, relation and file fields with `maxSelect` above 1). */
  isMultiple?(field: Own): boolean;
  /** Whether values may be larger than some kilobytes. Default: no. */
  isLarge?(field: Own): boolean;
  /** For types with a limit in bytes: how many all values of a record may have together. */
  maxBytes?(field: Own): number;
  /** Whether sent values are lists or texts that are parsed as JSON, whose size must be limited before. Default: no. */
  readonly isParsed?: boolean;
  /** Whether a value of the column is the value of the JSON answer already. Default: no, each is converted. */
  readonly isJsonValue?: (column: SqlValue) => boolean;
  /** Columns repeat the same few texts, so that what they are converted to is worth remembering. */
  readonly hasFewValues?: boolean;
  /** Checks the field's own options; keys of the result are option names. */
  validateOptions(field: Own, owner: FieldOwner): Promise<FieldErrors> | FieldErrors;

  /** The value of a field that nothing was set for. */
  zero(field: Own): FieldValue;
  /** Brings what a client or a plugin sent into the field's form; never fails: what can't be converted becomes zero. */
  normalize(field: Own, raw: unknown): FieldValue;
  fromColumn(field: Own, value: SqlValue): FieldValue;
  toColumn(field: Own, value: FieldValue): SqlValue;
  /** The value as it appears in JSON answers. Default: the value itself. */
  toJson?(field: Own, value: FieldValue): unknown;
  /** Null when the value is good. */
  validate(field: Own, value: FieldValue, holder: FieldHolder): Promise<FieldError | null> | FieldError | null;
  /** The modifiers that keys of a request body may have; keys with others are ignored. */
  readonly modifiers: readonly Modifier[];
  /** The value after a modifier key. */
  modify?(field: Own, current: FieldValue, change: FieldChange): FieldValue;
  /** Called before a record is validated and written, and before its hooks: sets generated texts. */
  beforeSave?(field: Own, record: RecordModel, operation: "create" | "update"): Promise<void> | void;
  /** Called when all hooks are through and the record is written: sets dates. */
  beforeWrite?(field: Own, record: RecordModel, operation: "create" | "update"): void;
}

/** The record whose value is validated. */
export interface FieldHolder {
  readonly record: RecordModel;
  readonly context: Context;
}

/** `name+`, `+name`, `name-` and `name:autogenerate`. */
export type Modifier = FieldChange["modifier"] | "autogenerate";

/** What a modifier key of a request body does to a value. */
export interface FieldChange {
  readonly modifier: "append" | "prepend" | "remove";
  readonly raw: unknown;
}

/** How values are described to clients: as JSON schemas in the API's document, and as TypeScript in the declarations. */
interface FieldDescription<Own extends FieldBase> {
  /** What answers hold. */
  schema(field: Own): TSchema;
  /** What sets the field, without the checks that a schema can't say as PocketBase does them. Default: as in answers. */
  inputSchema?(field: Own): TSchema;
  /** What a modifier key takes; null for a key that is not worth a mention. Default: null. */
  modifierSchema?(field: Own, modifier: Modifier): TSchema | null;
  /** What answers hold. `path` is `collection.field`. */
  typeText(field: Own, path: string): string;
  /** What sets the field of a new record. Default: as in answers. */
  inputTypeText?(field: Own): string;
  /** What sets the field of a stored record. Default: as for a new one. */
  updateTypeText?(field: Own): string;
  /** What a modifier key takes; null for a key that is not worth a mention. Default: null. */
  modifierTypeText?(field: Own, modifier: Modifier): string | null;
}

/** The collection that a field belongs to, while it is being saved. */
export interface FieldOwner {
  readonly context: DefinitionContext;
  readonly collection: Collection;
  /** The collection as stored; null for a new one. */
  readonly original: Collection | null;
}

/** A point on earth in degrees. */
export interface GeoPoint {
  readonly lon: number;
  readonly lat: number;
}

/** A value of a JSON field as its text, which keeps key order and large numbers as they were sent. */
export class JsonText {
  readonly text: string;
  readonly #isChecked: boolean;

  constructor(text: string, isChecked = false) {
    this.text = text;
    this.#isChecked = isChecked;
  }

  /** Whether it is known to be JSON. */
  get isChecked(): boolean {
    return this.#isChecked;
  }

  /** The parsed value. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** A file that was sent or set but not stored yet. `name` is the name that it will be stored under. */
export interface UnsavedFile {
  /** Hooks may change it. */
  name: string;
  readonly originalName: string;
  readonly size: number;
  readonly content: Blob;
}

/**
 * What a record holds for a field: text, editor, email, url, password (its bcrypt hash), date and single select, relation
 * and file: string; multiple select, relation and file: list; files may be unsaved. Dates are `2026-01-02 03:04:05.678Z` or "".
 */
export type FieldValue =
  | string
  | number
  | boolean
  | null
  | JsonText
  | GeoPoint
  | UnsavedFile
  | PlainPassword
  | readonly (string | UnsavedFile)[];

/** A password that was set and is not hashed yet. */
export interface PlainPassword {
  readonly plain: string;
}
