import type { FieldError } from "../../lib/api-error.ts";
import { checkLength } from "../fields/common-options.ts";
import { required } from "../fields/field-errors.ts";
import type { Validation } from "./validate-collection.ts";

const WORD = /^\w+$/;

export const mustMatch: FieldError = { code: "validation_match_invalid", message: "Must be in a valid format." };

export function checkId({ context, collection: { id }, original }: Validation): FieldError | null {
  if (id === "") return required;
  if (original !== null) {
    if (id === original.id) return null;
    return { code: "validation_values_mismatch", message: "Values don't match." };
  }
  const length = checkLength(id, 1, 100);
  if (length !== null) return length;
  if (!WORD.test(id)) return mustMatch;
  if (context.collections.current().byId(id) === undefined) return null;
  return { code: "validation_invalid_id", message: "The model id is invalid or already exists." };
}

export function checkSystem({ collection, original }: Validation): FieldError | null {
  if (original === null || original.system === collection.system) return null;
  return { code: "validation_collection_system_flag_change", message: "System collection state cannot be changed." };
}

export function checkType({ collection, original }: Validation): FieldError | null {
  if (!["base", "auth", "view"].includes(collection.type)) {
    return { code: "validation_in_invalid", message: "Must be a valid value." };
  }
  if (original === null || original.type === collection.type) return null;
  return { code: "validation_collection_type_change", message: "Collection type cannot be changed." };
}

export async function checkName(validation: Validation): Promise<FieldError | null> {
  const { collection, original } = validation;
  const { name } = collection;
  if (name === "") return required;
  const { maxNameBytes } = validation.context.connection.dialect.schema;
  const length = checkLength(name, 1, 255) ?? checkLength(name, 1, maxNameBytes.table);
  if (length !== null) return length;
  if (name.toLowerCase().includes("_via_")) {
    return { code: "validation_found_via", message: 'The value cannot contain "_via_".' };
  }
  if (!WORD.test(name)) return mustMatch;
  if (original?.system && original.name !== name) {
    return { code: "validation_collection_system_name_change", message: "System collection name cannot be changed." };
  }
  return checkUnique(validation, name);
}

async function checkUnique({ context, original }: Validation, name: string): Promise<FieldError | null> {
  const collections = context.collections.current();
  const same = collections.byName(name);
  if (same !== undefined && same.id !== original?.id) {
    return {
      code: "validation_collection_name_exists",
      message: "Collection name must be unique (case insensitive).",
    };
  }
  if (collections.byId(name) !== undefined) {
    return {
      code: "validation_collection_name_id_duplicate",
      message: "The name must not match an existing collection id.",
    };
  }
  const isTaken = original?.name !== name && same === undefined && (await context.connection.schema.hasTable(name));
  if (!isTaken) return null;
  return {
    code: "validation_collection_name_invalid",
    message: "The name shouldn't match with an existing internal table.",
  };
}
