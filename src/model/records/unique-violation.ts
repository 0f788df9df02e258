import { UniqueConstraintError } from "../../database/engine.ts";
import { ValidationError, type FieldError } from "../../lib/api-error.ts";
import type { Collection } from "../collections/collection.ts";
import { recordFields } from "./record-fields.ts";

const notUnique: FieldError = { code: "validation_not_unique", message: "Value must be unique." };

/** A violated UNIQUE index as the error of its fields; any other error as it is. */
export function uniqueViolation(collection: Collection, error: unknown): unknown {
  if (!(error instanceof UniqueConstraintError)) return error;
  const { byName } = recordFields(collection);
  const prefix = `${collection.name}.`.toLowerCase();
  const names = error.columns
    .filter((column) => column.toLowerCase().startsWith(prefix))
    .map((column) => column.slice(prefix.length))
    .filter((name) => byName.has(name));
  if (names.length === 0) return error;
  return new ValidationError(Object.fromEntries(names.map((name) => [name, notUnique])));
}
