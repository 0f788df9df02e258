import type { FieldError, FieldErrors } from "../../lib/api-error.ts";
import { checkLength } from "../fields/common-options.ts";
import { required } from "../fields/field-errors.ts";
import type { FieldBase } from "../fields/field.ts";
import { fieldType } from "../fields/registry.ts";
import { fieldOption } from "../collections/field-json.ts";
import type { Validation } from "./validate-collection.ts";

type Errors = FieldError | FieldErrors;

/** The first kind of error that there is; the checks of the field types come last and report all that they find. */
export async function checkFields(validation: Validation): Promise<Errors | null> {
  const { collection } = validation;
  const { fields } = collection;
  return (
    checkDuplicates(fields) ??
    (fields.length === 0 ? required : null) ??
    checkRequired(validation) ??
    (collection.type === "view" ? null : (checkSystemFields(validation) ?? checkTypes(validation))) ??
    (collection.type === "auth" ? checkReserved(fields) : null) ??
    (await checkOptions(validation)) ??
    checkNames(validation)
  );
}

function checkDuplicates(fields: readonly FieldBase[]): FieldErrors | null {
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const [index, { id, name }] of fields.entries()) {
    if (ids.has(id)) {
      const message = `Duplicated or invalid field id ${JSON.stringify(id)}.`;
      return { [index]: { id: { code: "validation_duplicated_field_id", message } } };
    }
    // Columns of tables do not differ by case.
    if (names.has(name.toLowerCase())) {
      const message = `Duplicated or invalid field name ${name}.`;
      const params = { fieldName: name };
      return { [index]: { name: { code: "validation_duplicated_field_name", message, params } } };
    }
    ids.add(id);
    names.add(name.toLowerCase());
  }
  return null;
}

/** The fields that auth collections must have, of that type; their flags are set when the collection is prepared. */
const authFields = [
  ["password", "password"],
  ["tokenKey", "text"],
  ["email", "email"],
  ["emailVisibility", "bool"],
  ["verified", "bool"],
] as const;

function checkRequired({ collection: { type, fields } }: Validation): FieldError | null {
  const id = fields.find(({ name }) => name === "id");
  if (id?.type !== "text" || fieldOption(id, "primaryKey") !== true) {
    return { code: "validation_missing_primary_key", message: 'Missing or invalid "id" PK field.' };
  }
  if (type !== "auth") return null;
  for (const [name, expected] of authFields) {
    if (fields.find((field) => field.name === name)?.type !== expected) {
      return { code: `validation_missing_${name}_field`, message: `System "${name}" field is required.` };
    }
  }
  return null;
}

function checkSystemFields({ collection, original }: Validation): FieldError | null {
  const changed = original?.fields.some(({ system, id, name }) => {
    return system && collection.fields.find((field) => field.id === id)?.name !== name;
  });
  if (!changed) return null;
  return { code: "validation_system_field_change", message: "System fields cannot be deleted or renamed." };
}

function checkTypes({ collection, original }: Validation): FieldErrors | null {
  const error: FieldError = { code: "validation_field_type_change", message: "Field type cannot be changed." };
  return listErrors(collection.fields, ({ id, type }) => {
    const before = original?.fields.find((field) => field.id === id);
    return before === undefined || before.type === type ? null : error;
  });
}

const reservedNames = new Set(["passwordConfirm", "oldPassword"]);

function checkReserved(fields: readonly FieldBase[]): FieldErrors | null {
  const message = "The field name is reserved and cannot be used.";
  const error = { name: { code: "validation_reserved_field_name", message } };
  return listErrors(fields, ({ name }) => (reservedNames.has(name) ? error : null));
}

/** The names that the engine can hold; what else names must be the field types check. */
function checkNames({ context, collection }: Validation): FieldErrors | null {
  const max = context.connection.dialect.schema.maxNameBytes.column;
  return listErrors(collection.fields, ({ name }) => {
    const error = name === "" ? null : checkLength(name, 1, max);
    return error === null ? null : { name: error };
  });
}

async function checkOptions({ context, collection, original }: Validation): Promise<FieldErrors | null> {
  const found = new Map<FieldBase, FieldErrors>();
  for (const field of collection.fields) {
    const errors = await fieldType(field).validateOptions(field, { context, collection, original });
    if (Object.keys(errors).length > 0) found.set(field, errors);
  }
  return listErrors(collection.fields, (field) => found.get(field) ?? null);
}

/** Errors by the position of the field; null where there is none. */
function listErrors(fields: readonly FieldBase[], check: (field: FieldBase) => Errors | null): FieldErrors | null {
  const errors = fields.flatMap((field, index): [number, Errors][] => {
    const error = check(field);
    return error === null ? [] : [[index, error]];
  });
  return errors.length === 0 ? null : Object.fromEntries(errors);
}
