import type { Dialect } from "../engine.ts";
import { isSchemaError } from "./errors.ts";
import { sqliteExpressions } from "./expressions.ts";
import { sqliteSchema } from "./schema.ts";

export const sqliteDialect: Dialect = {
  name: "sqlite",
  conflictOf: (error) => (isSchemaError(error) ? "schema" : null),
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  expressions: sqliteExpressions,
  schema: sqliteSchema,
  severalRows: null,
};
