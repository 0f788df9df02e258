import type { Collection } from "../collections/collection.ts";
import { fieldOption } from "../collections/field-json.ts";
import type { FieldBase, Modifier } from "../fields/field.ts";
import { modifierKey } from "../fields/modifier-key.ts";
import { fieldType } from "../fields/registry.ts";
import { propertyName } from "./type-names.ts";

/** One property of an object type. */
export interface Property {
  readonly key: string;
  readonly type: string;
  readonly isOptional: boolean;
  readonly comment?: string;
}

/** What answers hold for a field. */
export function recordProperty(collection: Collection, field: FieldBase): Property {
  // Others see an email only where its owner shows it.
  const isOptional = collection.type === "auth" && field.name === "email";
  return { ...named(field), type: answerType(collection, field), isOptional };
}

/** The keys that set a field of a new record; none for fields that the server sets by itself. */
export function createProperties(collection: Collection, field: FieldBase): Property[] {
  if (field.type === "autodate") return [];
  const isGenerated = (fieldOption(field, "autogeneratePattern") ?? "") !== "";
  const isNeeded = fieldOption(field, "required") === true && !isGenerated && !field.hidden;
  const property = { ...named(field), type: inputType(collection, field), isOptional: !isNeeded };
  return [property, ...modifierProperties(field, (modifier) => modifier === "autogenerate")];
}

/** The keys that change a field of a record, those with a modifier among them. */
export function updateProperties(collection: Collection, field: FieldBase): Property[] {
  if (field.type === "autodate" || fieldOption(field, "primaryKey") === true) return [];
  const type = fieldType(field).updateTypeText?.(field) ?? inputType(collection, field);
  const property = { ...named(field), type, isOptional: true };
  return [property, ...modifierProperties(field, (modifier) => modifier !== "autogenerate")];
}

function answerType(collection: Collection, field: FieldBase): string {
  return fieldType(field).typeText(field, `${collection.name}.${field.name}`);
}

function inputType(collection: Collection, field: FieldBase): string {
  return fieldType(field).inputTypeText?.(field) ?? answerType(collection, field);
}

function modifierProperties(field: FieldBase, isWanted: (modifier: Modifier) => boolean): Property[] {
  const type = fieldType(field);
  return type.modifiers.filter(isWanted).flatMap((modifier) => {
    const text = type.modifierTypeText?.(field, modifier) ?? null;
    if (text === null) return [];
    return [{ key: propertyName(modifierKey(field.name, modifier)), type: text, isOptional: true }];
  });
}

function named(field: FieldBase): Pick<Property, "key" | "comment"> {
  const help = fieldOption(field, "help");
  const key = propertyName(field.name);
  return typeof help === "string" && help !== "" ? { key, comment: help } : { key };
}
