import { Type } from "@sinclair/typebox";
import type { FieldError } from "../../lib/api-error.ts";
import type { Collection } from "../collections/collection.ts";
import type { Context } from "../context.ts";
import type { Dialect, ReadById } from "../../database/engine.ts";
import { inList } from "../../database/in-list.ts";
import { readById } from "../../database/read-by-id.ts";
import { andThen, andThenWith } from "../../lib/and-then.ts";
import { checkCommonOptions } from "./common-options.ts";
import { itemsSchema } from "./describe.ts";
import { existingIds } from "./existing-ids.ts";
import { collectErrors, noLessThan, required } from "./field-errors.ts";
import type { FieldOwner, FieldType, FieldWithHelp } from "./field.ts";
import { isMultiple, modifyTexts, normalizeTexts, textsFromColumn, textsOf, textsToColumn } from "./text-list.ts";

export interface RelationField extends FieldWithHelp {
  readonly required: boolean;
  readonly collectionId: string;
  /** Deletes the record together with the last record that it relates to. */
  readonly cascadeDelete: boolean;
  /** 0 for no limit. */
  readonly minSelect: number;
  /** Above 1: several records. */
  readonly maxSelect: number;
}

export const relationField: FieldType<RelationField> = {
  type: "relation",
  defaults: { help: "", required: false, collectionId: "", cascadeDelete: false, minSelect: 0, maxSelect: 0 },
  columnKind: (field) => (isMultiple(field) ? "jsonArray" : "text"),
  isMultiple,
  isParsed: true,
  modifiers: ["append", "prepend", "remove"],
  schema: (field) => (isMultiple(field) ? Type.Array(Type.String()) : Type.String()),
  inputSchema(field) {
    const schema = relationField.schema(field);
    return isMultiple(field) ? { ...schema, uniqueItems: true, maxItems: field.maxSelect } : schema;
  },
  modifierSchema: (field, modifier) => (isMultiple(field) ? itemsSchema(Type.String(), modifier) : null),
  typeText: (field) => (isMultiple(field) ? "string[]" : "string"),
  modifierTypeText: (field) => (isMultiple(field) ? "string | string[]" : null),

  validateOptions(field, owner) {
    return collectErrors({
      ...checkCommonOptions(field),
      collectionId: field.collectionId === "" ? required : checkRelated(field, owner),
      minSelect: field.minSelect < 0 ? noLessThan(0) : null,
      maxSelect: checkMaxSelect(field),
    });
  },

  zero: (field) => (isMultiple(field) ? [] : ""),
  normalize: normalizeTexts,
  fromColumn: textsFromColumn,
  toColumn: textsToColumn,

  validate(field, value, { context }) {
    const ids = textsOf(value);
    if (ids.length === 0) return field.required ? required : null;
    const { minSelect } = field;
    if (minSelect > 0 && ids.length < minSelect) {
      return { code: "validation_not_enough_values", message: `Select at least ${minSelect}.`, params: { minSelect } };
    }
    const maxSelect = Math.max(field.maxSelect, 1);
    if (ids.length > maxSelect) {
      const message = `Select no more than ${maxSelect}.`;
      return { code: "validation_too_many_values", message, params: { maxSelect } };
    }
    return checkExistence(field, ids, context);
  },

  modify: (field, current, change) => normalizeTexts(field, modifyTexts(current, change)),
};

const missingCollection: FieldError = {
  code: "validation_missing_rel_collection",
  message: "Relation connection is missing or cannot be accessed.",
};
const missingRecords: FieldError = {
  code: "validation_missing_rel_records",
  message: "Failed to find all relation records with the provided ids.",
};

function checkExistence(
  field: RelationField,
  ids: readonly string[],
  context: Context,
): ReturnType<FieldType["validate"]> {
  const related = context.collections.current().byId(field.collectionId);
  if (related === undefined) return missingCollection;
  const known = existingIds(context, related);
  if (known !== null && haveAll(known, ids)) return null;
  return andThenWith(allExist(context, related, ids), { ids, known }, checkFound);
}

function haveAll(known: ReadonlySet<string>, ids: readonly string[]): boolean {
  for (const id of ids) if (!known.has(id)) return false;
  return true;
}

interface Sought {
  readonly ids: readonly string[];
  /** Null where those that are found can't be remembered. */
  readonly known: Set<string> | null;
}

function checkFound({ ids, known }: Sought, exist: boolean): FieldError | null {
  if (!exist) return missingRecords;
  if (known !== null) for (const id of ids) known.add(id);
  return null;
}

function allExist(context: Context, related: Collection, ids: readonly string[]): boolean | Promise<boolean> {
  const [id] = ids;
  // A view may have the id twice, which counts as another number of records, as in PocketBase.
  if (id !== undefined && ids.length === 1 && related.type !== "view") return exists(context, related, id);
  return haveCount(context, related, ids);
}

function exists({ connection }: Context, related: Collection, id: string): boolean | Promise<boolean> {
  const { dialect, inPlace } = connection;
  const read = existenceRead(dialect, related);
  if (inPlace !== null) return inPlace.hasRowNow(read.one, id);
  return connection.getById(read, id).then((row) => row !== null);
}

function haveCount({ connection }: Context, related: Collection, ids: readonly string[]): boolean | Promise<boolean> {
  const { dialect, inPlace } = connection;
  const { placeholders, parameters } = inList(ids);
  const sql = `SELECT count(*) AS total FROM ${dialect.quote(related.name)} WHERE id IN (${placeholders})`;
  const counting = inPlace === null ? connection.get<Count>(sql, parameters) : inPlace.getNow<Count>(sql, parameters);
  return andThen(counting, (row) => row?.total === ids.length);
}

interface Count {
  readonly total: number;
}

const existenceReads = new WeakMap<Collection, { readonly dialect: Dialect; readonly read: ReadById }>();

function existenceRead(dialect: Dialect, related: Collection): ReadById {
  const known = existenceReads.get(related);
  if (known?.dialect === dialect) return known.read;
  const read = readById(dialect, { table: related.name, columns: "id" });
  existenceReads.set(related, { dialect, read });
  return read;
}

function checkMaxSelect({ minSelect, maxSelect }: RelationField): FieldError | null {
  if (minSelect > 0 && maxSelect === 0) return required;
  return maxSelect !== 0 && maxSelect < minSelect ? noLessThan(minSelect) : null;
}

function checkRelated(field: RelationField, owner: FieldOwner): FieldError | null {
  const stored = owner.original?.fields.find(({ id }) => id === field.id);
  if (stored?.type === "relation" && (stored as RelationField).collectionId !== field.collectionId) {
    return { code: "validation_field_relation_change", message: "The relation collection cannot be changed." };
  }
  const related =
    field.collectionId === owner.collection.id
      ? owner.collection
      : owner.context.collections.current().byId(field.collectionId);
  if (related === undefined) {
    const message = "The relation collection doesn't exist.";
    return { code: "validation_field_relation_missing_collection", message };
  }
  if (owner.collection.type !== "view" && related.type === "view") {
    return {
      code: "validation_relation_field_non_view_base_collection",
      message: "Only view collections are allowed to have relations to other views.",
    };
  }
  return null;
}
