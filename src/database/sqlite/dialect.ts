import type { Dialect } from "../engine.ts";
import { sqliteExpressions } from "./expressions.ts";
import { sqliteSchema } from "./schema.ts";

export const sqliteDialect: Dialect = {
  name: "sqlite",
  hasOneWriter: true,
  conflictOf: () => null,
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  expressions: sqliteExpressions,
  schema: sqliteSchema,
  severalRows: null,
};
