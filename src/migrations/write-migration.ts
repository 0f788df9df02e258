import type { SchemaDialect } from "../database/schema-dialect.ts";
import type { Collection } from "../model/collections/collection.ts";
import { fieldOption } from "../model/collections/field-json.ts";
import { newCollection } from "../model/collections/new-collection.ts";
import type { CollectionChange } from "./change-collection.ts";
import { collectionChange, difference, portableJson } from "./collection-diff.ts";
import { literal } from "./literal.ts";

/** A collection before and after a change: null where it was not there, or is not any more. */
export interface Change {
  readonly before: Collection | null;
  readonly after: Collection | null;
}

export function blankMigration(): string {
  return migration(
    ["// What changes: await app.collections.create(…), app.changeCollection(…), app.records.create(…), app.sql`…`"],
    ["// What takes it back."],
  );
}

/** All collections as they are. It creates and updates, and deletes nothing. */
export function snapshotMigration(collections: readonly Collection[]): string {
  const list = literal(collections.map(portableJson), "    ");
  return migration([`await app.collections.import(${list});`], []);
}

/** What does the changes and what takes them back; null where nothing changed that a migration holds. */
export function changesMigration(changes: readonly Change[], schema: SchemaDialect): string | null {
  const up = statements(changes, schema);
  if (up.length === 0) return null;
  return migration(
    up,
    statements(changes.map(({ before, after }) => ({ before: after, after: before })).toReversed(), schema),
  );
}

function statements(changes: readonly Change[], schema: SchemaDialect): string[] {
  const created = changes.flatMap(({ before, after }) => (before === null && after !== null ? [after] : []));
  const [only, ...others] = created.map((collection) => ownJson(collection, schema));
  const creation =
    only === undefined
      ? []
      : others.length === 0
        ? [`await app.collections.create(${literal(only, "    ")});`]
        : // They may refer to each other.
          [`await app.collections.import(${literal([only, ...others], "    ")});`];
  const updates = changes.flatMap(({ before, after }) =>
    before === null || after === null ? [] : update(before, after),
  );
  const deleted = changes.flatMap(({ before, after }) => (before !== null && after === null ? [before] : []));
  return [...creation, ...updates, ...deletions(deleted)];
}

/** A collection that another one refers to can't be deleted, so what they have of each other goes first. */
function deletions(deleted: readonly Collection[]): string[] {
  const ids = new Set(deleted.map(({ id }) => id));
  const freed = deleted.flatMap(({ id, name, fields }) => {
    const removeFields = fields
      .filter(({ type }) => type === "relation")
      .filter((field) => isOther(fieldOption(field, "collectionId"), id, ids))
      .map((field) => field.id);
    if (removeFields.length === 0) return [];
    return [`await app.changeCollection(${JSON.stringify(id)}, ${literal({ removeFields }, "    ")}); // ${name}`];
  });
  return [
    ...freed,
    ...deleted.map(({ id, name }) => `await app.collections.delete(${JSON.stringify(id)}); // ${name}`),
  ];
}

function isOther(target: unknown, own: string, ids: ReadonlySet<string>): boolean {
  return typeof target === "string" && target !== own && ids.has(target);
}

/** What of the collection is its own, and not what each new one starts with. */
function ownJson(collection: Collection, schema: SchemaDialect): Readonly<Record<string, unknown>> {
  const { id, name, type, fields, ...options } = portableJson(collection);
  const blank = newCollection({ type: collection.type, name: collection.name, id: collection.id }, schema);
  const { id: _id, name: _name, type: _type, fields: _fields, ...standard } = portableJson(blank);
  return { id, name, type, ...difference(standard, options), fields };
}

function update(before: Collection, after: Collection): string[] {
  const change = collectionChange(before, after);
  if (change === null) return [];
  const head = [after.name, ...describeFields(change, before, after)].join(", ");
  return [`// ${head}\n    await app.changeCollection(${JSON.stringify(before.id)}, ${literal(change, "    ")});`];
}

/** Ids tell a reader nothing, so the names of the fields stand above. */
function describeFields(change: CollectionChange, before: Collection, after: Collection): string[] {
  const named = (verb: string, collection: Collection, ids: readonly string[]): string[] => {
    const names = collection.fields.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    return names.length === 0 ? [] : [`${verb} ${names.join(" and ")}`];
  };
  return [
    ...named("removes", before, change.removeFields ?? []),
    ...named("changes", after, Object.keys(change.changeFields ?? {})),
    ...named(
      "adds",
      after,
      (change.addFields ?? []).map(({ field }) => String(field["id"])),
    ),
  ];
}

function migration(up: readonly string[], down: readonly string[]): string {
  return [
    `import type { Migration } from "baobox";`,
    "",
    "export default {",
    method("up", up),
    ...(down.length === 0 ? [] : ["", method("down", down)]),
    "} satisfies Migration;",
    "",
  ].join("\n");
}

function method(name: string, body: readonly string[]): string {
  return [`  async ${name}(app) {`, ...body.map((statement) => `    ${statement}`), "  },"].join("\n");
}
