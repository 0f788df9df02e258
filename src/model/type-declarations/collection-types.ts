import type { Collection, CollectionSnapshot } from "../collections/collection.ts";
import { findUniqueIndex } from "../collections/index-definition.ts";
import type { FieldBase } from "../fields/field.ts";
import { isMultiple } from "../fields/registry.ts";
import type { RelationField } from "../fields/relation.ts";
import { type Property, createProperties, recordProperty, updateProperties } from "./field-types.ts";
import { propertyName } from "./type-names.ts";

/** What the declarations of a collection refer to. */
export interface DeclarationScope {
  readonly collections: CollectionSnapshot;
  /** By the id of the collection. */
  readonly names: ReadonlyMap<string, string>;
}

/** The declarations of the records of a collection, and of what creates and updates them. */
export function collectionTypes(collection: Collection, scope: DeclarationScope): string {
  const name = scope.names.get(collection.id) ?? "";
  const shown = collection.fields.filter((field) => !field.hidden && !isSecret(collection, field));
  const hidden = hiddenFields(collection);
  const parts = [
    declaration(`${name}Record`, `A record of ${collection.name}, as the API answers it.`, [
      ...shown.map((field) => recordProperty(collection, field)),
      { key: "collectionId", type: "string", isOptional: false },
      { key: "collectionName", type: JSON.stringify(collection.name), isOptional: false },
      { key: "expand", type: `${name}Expand`, isOptional: true },
    ]),
  ];
  if (hidden.length > 0) {
    const properties = hidden.map((field) => recordProperty(collection, field));
    parts.push(declaration(`${name}Hidden`, "What only superusers and plugins see besides.", properties));
  }
  parts.push(
    declaration(`${name}Expand`, "Related records; absent where there is none to see.", relations(collection, scope)),
  );
  if (collection.type === "view") return parts.join("\n");
  const writable = collection.fields.filter((field) => !isSecret(collection, field));
  parts.push(
    declaration(`${name}Create`, null, [
      ...writable.flatMap((field) => createProperties(collection, field)),
      ...passwords(collection, "create"),
    ]),
    declaration(`${name}Update`, null, [
      ...writable.flatMap((field) => updateProperties(collection, field)),
      ...passwords(collection, "update"),
    ]),
  );
  return parts.join("\n");
}

/** What plugins see of a record, and superusers: emails and hidden fields too. */
export function wholeRecord(collection: Collection, { names }: DeclarationScope): string {
  const name = names.get(collection.id) ?? "";
  return [
    `${name}Record`,
    ...(hiddenFields(collection).length > 0 ? [`${name}Hidden`] : []),
    ...(collection.type === "auth" ? ["{ email: string }"] : []),
  ].join(" & ");
}

function hiddenFields(collection: Collection): FieldBase[] {
  return collection.fields.filter((field) => field.hidden && !isSecret(collection, field));
}

/** Answers never hold them, and passwords are set along with their confirmation. */
function isSecret(collection: Collection, { name }: FieldBase): boolean {
  return collection.type === "auth" && (name === "password" || name === "tokenKey");
}

function passwords(collection: Collection, operation: "create" | "update"): Property[] {
  if (collection.type !== "auth") return [];
  const isOptional = operation === "update";
  const keys = isOptional ? ["password", "passwordConfirm", "oldPassword"] : ["password", "passwordConfirm"];
  return keys.map((key) => ({ key, type: "string", isOptional }));
}

function relations(collection: Collection, { collections, names }: DeclarationScope): Property[] {
  const forward = collection.fields.filter(isRelation).flatMap((field) => {
    const target = names.get(field.collectionId);
    return target === undefined ? [] : [related(field.name, target, isMultiple(field))];
  });
  const back = collections.all
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((other) =>
      other.fields.filter(isRelation).flatMap((field) => {
        const source = names.get(other.id);
        if (field.collectionId !== collection.id || source === undefined) return [];
        const isSingle = findUniqueIndex(other.indexes, field.name) !== undefined;
        return [related(`${other.name}_via_${field.name}`, source, !isSingle)];
      }),
    );
  return [...forward, ...back];
}

function related(key: string, target: string, isList: boolean): Property {
  return { key: propertyName(key), type: `${target}Record${isList ? "[]" : ""}`, isOptional: true };
}

function isRelation(field: FieldBase): field is RelationField {
  return field.type === "relation";
}

function declaration(name: string, comment: string | null, properties: readonly Property[]): string {
  const lines = properties.map(({ key, type, isOptional, comment: help }) => {
    const line = `  ${key}${isOptional ? "?" : ""}: ${type};\n`;
    return help === undefined ? line : `  /** ${commentText(help)} */\n${line}`;
  });
  const head = comment === null ? "" : `/** ${commentText(comment)} */\n`;
  const body = lines.length === 0 ? "{}" : `{\n${lines.join("")}}`;
  return `${head}export interface ${name} ${body}\n`;
}

/** A text that can't end the comment which it stands in. */
function commentText(text: string): string {
  return text.replaceAll("*/", "*\\/").replaceAll(/\s+/g, " ").trim();
}
