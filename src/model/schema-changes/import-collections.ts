import { ValidationError } from "../../lib/api-error.ts";
import { type Context, inTransaction, lockCollections } from "../context.ts";
import type { Collection } from "../collections/collection.ts";
import { convertImport, type ConversionNote } from "../old-format/convert-import.ts";
import { DecodeError } from "../collections/decode.ts";
import { removeCollection } from "./delete-collection.ts";
import { withOptions } from "../collections/field-json.ts";
import { addField } from "../collections/field-list.ts";
import { newCollection } from "../collections/new-collection.ts";
import { parseCollection } from "../collections/parse-collection.ts";
import { rawMessages } from "../../lib/go-error-text.ts";
import { writeCollection } from "./save-collection.ts";
import { validateCollection } from "./validate-collection.ts";

type Raw = Readonly<Record<string, unknown>>;

/**
 * Creates and updates collections by their JSON form, all or none; that of before v0.23 is converted first, and what became of it
 * is the result. `deleteMissing` deletes collections and fields that are not in it, with their data, but nothing of the system.
 * Throws a `ValidationError` where a client can mend it.
 */
export async function importCollections(
  context: Context,
  toImport: readonly Raw[],
  { deleteMissing }: { readonly deleteMissing: boolean },
): Promise<readonly ConversionNote[]> {
  if (toImport.length === 0) throw new Error("no collections to import");
  const { collections, converted } = convertImport(toImport, context.connection.dialect.schema);
  await inTransaction(context, async (inner) => {
    await lockCollections(inner);
    const imported = collections.map((raw) => parseImported(inner, raw, deleteMissing)).toSorted(inOrder);
    const before = inner.collections.current();
    if (deleteMissing) await deleteOthers(inner, imported);
    const written: Collection[] = [];
    for (const collection of imported) written.push(await write(inner, collection, before.byId(collection.id)));
    // They may refer to each other, so they are checked when all are there.
    for (const collection of written) {
      await validate(inner, collection, before.byId(collection.id) ?? collection);
    }
  });
  for (const note of converted) context.log.warn("converted a collection of before PocketBase v0.23", { ...note });
  return converted;
}

function parseImported(context: Context, raw: Raw, deleteMissing: boolean): Collection {
  const collections = context.collections.current();
  const [id, name] = [textOf(raw["id"]), textOf(raw["name"])];
  const existing = collections.find(id === "" ? name : id);
  if (existing === undefined) {
    const blank = newCollection({ type: textOf(raw["type"]), name, id }, context.connection.dialect.schema);
    return parseCollection(raw, blank);
  }
  const hasFields = raw["fields"] !== undefined && raw["fields"] !== null;
  const parsed = parseCollection(deleteMissing && !hasFields ? { ...raw, fields: [] } : raw, existing);
  return withExistingFields({ ...parsed, id: existing.id }, existing, deleteMissing);
}

/** Fields that the import leaves out stay, or only those of the system; one of the same name and type is the same field. */
function withExistingFields(imported: Collection, existing: Collection, deleteMissing: boolean): Collection {
  const fields = [...imported.fields];
  for (const field of existing.fields) {
    if (deleteMissing && !field.system) continue;
    if (fields.some(({ id }) => id === field.id)) continue;
    const index = fields.findIndex(({ name }) => name === field.name);
    const same = fields[index];
    if (same?.type === field.type) fields[index] = withOptions(same, { id: field.id });
    addField(fields, field);
  }
  return { ...imported, fields };
}

/** Views last, for they may read from what is imported with them. */
function inOrder(a: Collection, b: Collection): number {
  const byType = Number(a.type === "view") - Number(b.type === "view");
  if (byType !== 0) return byType;
  return compare(a.created, b.created) || compare(a.updated, b.updated);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function deleteOthers(context: Context, imported: readonly Collection[]): Promise<void> {
  const ids = new Set(imported.map(({ id }) => id));
  const others = context.collections.current().all.filter(({ id, system }) => !system && !ids.has(id));
  for (const other of others.toSorted((a, b) => compare(a.updated, b.updated))) {
    await removeCollection(context, other, { isChecked: false });
  }
}

async function write(context: Context, collection: Collection, original: Collection | undefined): Promise<Collection> {
  try {
    return await writeCollection(context, { collection, original: original ?? null, isValidated: true });
  } catch (error) {
    if (error instanceof ValidationError) throw error;
    const reason = context.connection.dialect.schema.errorText(error);
    throw new Error(`failed to save collection "${collection.name}": ${reason}`, { cause: error });
  }
}

async function validate(context: Context, collection: Collection, original: Collection): Promise<void> {
  try {
    await validateCollection(context, collection, original);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const details = JSON.stringify(rawMessages(error.errors), null, 2);
    const message = `Data validations failed for collection "${collection.name}" (${collection.id}):\n${details}.`;
    throw new ValidationError({ collections: { code: "validation_collections_import_failure", message } });
  }
}

function textOf(raw: unknown): string {
  if (raw === undefined || raw === null) return "";
  if (typeof raw !== "string") throw new DecodeError("id, name and type must be texts");
  return raw;
}
