import { type Context, inTransaction } from "../../model/context.ts";
import { collectionTags } from "../../model/collections/collection-tags.ts";
import type { Collection } from "../../model/collections/collection.ts";
import { deleteCollection } from "../../model/schema-changes/delete-collection.ts";
import { fieldOption } from "../../model/collections/field-json.ts";
import { importCollections } from "../../model/schema-changes/import-collections.ts";
import { prepareCollection } from "../../model/schema-changes/prepare-collection.ts";
import { writeCollection } from "../../model/schema-changes/save-collection.ts";
import { truncateCollection } from "../../model/schema-changes/truncate-collection.ts";
import { validateCollection } from "../../model/schema-changes/validate-collection.ts";
import { dryRun } from "../../model/views/dry-run.ts";
import { saveView } from "../../model/views/save-view.ts";
import { findViewFields } from "../../model/views/view-fields.ts";
import { collectionOf, parseDraft } from "../collection-draft.ts";
import type { OperationCall, Operations } from "../operation.ts";
import type { CollectionDraft } from "../runtime/collection.ts";

type Data = Readonly<Record<string, unknown>>;

/** Where a collection is an argument by itself it stands for its stored state; drafts are what a script changed. */
export const collectionOperations: Operations = {
  /** The key of a collection by name or id, which realms ask for by `system.collection`. */
  "collection.find": (call) => ({ key: call.frame.keyOf(call.collection(0)) }),

  /** Of some types, or all. */
  "collection.all"({ context, frame, args }) {
    const all = context.collections.current().all;
    const wanted = args.length === 0 ? all : all.filter(({ type }) => args.includes(type));
    return wanted.map((collection) => frame.keyOf(collection));
  },

  "collection.new": (call) => collectionOf(call.args[0] as Data | null, schemaOf(call)),

  async "collection.save"(call) {
    const { collection, original, isChecked } = draft(call);
    const context = call.writeContext;
    const saved = await writeCollection(context, { collection, original, isValidated: !isChecked });
    // The same object that finding the collection gives.
    return call.frame.keyOf(context.collections.current().byId(saved.id) ?? saved);
  },

  "collection.validate": validateDraft,

  "collection.delete": (call) => deleteCollection(call.writeContext, call.collection(0)),
  "collection.truncate": (call) => truncateCollection(call.writeContext, call.collection(0)),

  /** By collection the names of the relations to the given one; the second argument lists ids of collections that don't count. */
  "collection.references"(call) {
    const { id } = call.collection(0);
    const found: { key: number; fields: string[] }[] = [];
    for (const other of call.context.collections.current().all) {
      if (call.list(1).includes(other.id)) continue;
      const relations = other.fields.filter((field) => fieldOption(field, "collectionId") === id);
      if (relations.length === 0) continue;
      found.push({ key: call.frame.keyOf(other), fields: relations.map(({ name }) => name) });
    }
    return found;
  },

  "collection.isNameUnique"(call) {
    const other = call.context.collections.current().byName(call.text(0));
    return other === undefined || call.list(1).includes(other.id);
  },

  async "collection.import"(call) {
    await importCollections(call.writeContext, call.list(0) as Data[], { deleteMissing: call.args[1] === true });
  },

  "collection.reload": (call) => call.writeContext.collections.reload(),

  "view.save": (call) => saveView(call.writeContext.connection, call.text(0), call.text(1)),

  async "view.delete"(call) {
    const { connection } = call.writeContext;
    await connection.run(connection.dialect.schema.dropView(call.text(0)));
  },

  "view.fields"(call) {
    return inTransaction(call.writeContext, async (context) => {
      const { fields, error } = await findViewFields(context, call.text(0));
      if (error !== null) throw new Error(error);
      return fields;
    });
  },

  "view.dryRun": (call) => dryRun(call.writeContext, call.text(0)),
};

function schemaOf({ context }: OperationCall) {
  return context.connection.dialect.schema;
}

interface Draft {
  readonly collection: Collection;
  /** As stored; null for a new one. */
  readonly original: Collection | null;
  readonly isChecked: boolean;
}

/** The first argument; the second is false where nothing is to be checked. */
function draft(call: OperationCall): Draft {
  const { key, data, isChecked } = call.object(0) as unknown as CollectionDraft;
  const original = key === null ? null : call.frame.collectionOf(key);
  const collection = parseDraft(data, original, schemaOf(call));
  return { collection, original, isChecked: isChecked && call.args[1] !== false };
}

/** What saving the draft would check. */
export function validateDraft(call: OperationCall): Promise<void> {
  return validate(call.writeContext, draft(call));
}

/** What saving would check, without saving. */
async function validate(context: Context, { collection, original }: Draft): Promise<void> {
  await inTransaction(context, async (inner) => {
    const event = { context: inner, collection: prepareCollection(inner, collection, original) };
    const tags = collectionTags(event.collection);
    await inner.hooks.onCollectionValidate.trigger(event, tags, async () => {
      await validateCollection(inner, event.collection, original);
    });
  });
}
